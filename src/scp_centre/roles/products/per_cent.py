"""A share as the per cent that a person entered."""


def per_cent(share: float) -> float:
    """Return the shortest number of per cent that is read as this share, p / 100.

    100 * 0.07 is 7.000000000000001: whoever entered 7 gets 7 back, and 7 / 100 is 0.07 once more.

    >>> per_cent(0.07), per_cent(0.29), per_cent(0.0)
    (7.0, 29.0, 0.0)
    """
    for decimals in range(17):
        found = round(100 * share, decimals)
        if found / 100 == share:
            return found
    return 100 * share
