"""Short keys from names, in letters that files and addresses can hold."""

from collections.abc import Container

from django.utils.text import slugify

LONGEST = 60


def key_from(name: str, otherwise: str, taken: Container[str] = ()) -> str:
    """Return a key made from a name; `otherwise` where no letter of it is Latin; never a taken one.

    >>> key_from("Año 2: caldera", "meter"), key_from("غاز", "meter", {"meter"})
    ('ano_2_caldera', 'meter_2')
    """
    stem = slugify(name).replace("-", "_").strip("_")[:LONGEST] or otherwise
    number, key = 2, stem
    while key in taken:
        key, number = f"{stem[: LONGEST - 4]}_{number}", number + 1
    return key


def file_stem(*parts: str) -> str:
    """Return the start of a file's name from names of things.

    >>> file_stem("Panadería Sol", "Central")
    'panaderia-sol-central'
    """
    return slugify(" ".join(parts)) or "assessment"
