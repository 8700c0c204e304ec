"""The look of the centre: its mark, colours and contact."""

from collections.abc import Mapping

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.kept_pages import KEPT_PAGES
from scp_centre.centre.public_site.contrast import AA, for_dark_ground, parse_colour, worst_ground
from scp_centre.centre.public_site.errors import LookError
from scp_centre.centre.public_site.logo_upload import ReadMark
from scp_centre.centre.public_site.models import Mark
from scp_centre.centre.registry.models import Centre, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.methods.messages import _

CONTACT = ("email", "telephone", "postal_address")
COLOURS = ("colour", "dark_colour")


@transaction.atomic
def change_look(
    values: Mapping[str, str],
    mark: ReadMark | None = None,
    *,
    remove_mark: bool = False,
    acting_user: Person,
) -> Centre:
    """Change the centre's colours and contact, and its mark where one is given.

    values : colour, dark_colour, email, telephone, postal_address

    Raises LookError for a colour that cannot be read on its ground.
    """
    require(acting_user, "change_look")
    colour, dark = checked_colours(values["colour"], values["dark_colour"])
    centre = Centre.objects.select_for_update().filter(pk=1).first()
    if centre is None:
        raise LookError(
            _("The centre has no name yet."),
            where="centre",
            cure=_("Save the centre's settings first."),
        )
    before = _state(centre)
    centre.colour, centre.dark_colour = colour, dark
    for name in CONTACT:
        setattr(centre, name, " ".join(values[name].split()))
    _set_mark(centre, mark, remove_mark)
    save_row(centre)
    record(
        "change_look",
        centre.name,
        acting_user=acting_user,
        before=before,
        after=_state(centre),
    )
    transaction.on_commit(KEPT_PAGES.clear)  # they show the old look
    return centre


def checked_colours(light: str, dark: str) -> tuple[str, str]:
    """Return both colours as #rrggbb, "" for none; without a dark one a lighter shade is made.

    Raises LookError for what is no colour, and for one with too little contrast.
    """
    if not light.strip():
        if dark.strip():
            raise LookError(
                _("A colour for dark mode requires a colour for light mode."),
                where="colour",
                cure=_("Enter both colours, or leave both fields empty."),
            )
        return "", ""
    colour = _readable(light, "colour", is_dark=False)
    if not dark.strip():
        return colour, for_dark_ground(colour)
    return colour, _readable(dark, "dark_colour", is_dark=True)


def _readable(text: str, where: str, *, is_dark: bool) -> str:
    colour = parse_colour(text)
    if not colour:
        raise LookError(
            _("This value is not a valid colour."),
            where=where,
            cure=_("Enter six hexadecimal digits, for example #1f5f4a."),
        )
    _unused, found = worst_ground(colour, dark=is_dark)
    if found < AA:
        raise _too_faint(where, found, is_dark=is_dark)
    return colour


def _too_faint(where: str, found: float, *, is_dark: bool) -> LookError:
    ratio = int(10 * found) / 10  # never rounded up to what is needed
    if is_dark:
        return LookError(
            _(
                "This colour has a contrast of {ratio}:1 on dark backgrounds. At least 4.5:1 is "
                "required.",
                ratio=ratio,
            ),
            where=where,
            cure=_("Choose a lighter colour."),
        )
    return LookError(
        _(
            "This colour has a contrast of {ratio}:1 on white and pale backgrounds. At least "
            "4.5:1 is required.",
            ratio=ratio,
        ),
        where=where,
        cure=_("Choose a darker colour."),
    )


def _set_mark(centre: Centre, mark: ReadMark | None, remove: bool) -> None:
    if mark is not None:
        shown = {"width": mark.width, "height": mark.height, "digest": mark.digest}
        values = {"content": mark.content, "media_type": mark.media_type, **shown}
        Mark.objects.update_or_create(pk=1, defaults=values)
        centre.mark_digest = mark.digest
        centre.mark_width, centre.mark_height = mark.width, mark.height
    elif remove:
        Mark.objects.all().delete()
        centre.mark_digest, centre.mark_width, centre.mark_height = "", 0, 0


def _state(centre: Centre) -> dict[str, str]:
    return {name: getattr(centre, name) for name in (*COLOURS, *CONTACT, "mark_digest")}
