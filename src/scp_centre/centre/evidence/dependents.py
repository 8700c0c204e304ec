"""What stands on a figure: roles declare their kinds, the centre finds and marks them.

A role declares a kind when it starts (`declare_kind`), records what it publishes with the figures
that it used (`record_dependent`), and says who may see it. This room imports no role.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.evidence.derivations import figures_reached
from scp_centre.centre.evidence.models import Dependent, Observation
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require


@dataclass(frozen=True, slots=True)
class Shown:
    """One dependent as a reader may see it: its title now, and its page."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class DependentKind:
    """A kind of thing that a role makes of figures.

    label : its noun, as "Benchmark release"
    shown : (person, keys) -> key -> how that person may see it; what is absent stays hidden
    """

    key: str
    label: str
    shown: Callable[[Person, Sequence[str]], dict[str, Shown]]


_KINDS: dict[str, DependentKind] = {}


def declare_kind(kind: DependentKind) -> None:
    """Make a kind known; roles call it when they start."""
    _KINDS[kind.key] = kind


def declared_kinds() -> dict[str, DependentKind]:
    """Return the kinds that roles have declared."""
    return dict(_KINDS)


def record_dependent(
    kind: str, key: object, title: str, figures: Iterable[Observation], *, owner: Person | None
) -> None:
    """Record what a publication stands on; called inside the transaction of the act.

    What was recorded of it before is replaced.
    """
    if kind not in _KINDS:
        raise LookupError(kind)
    forget_dependent(kind, key)
    rows = {
        f.pk: Dependent(figure=f, kind=kind, key=str(key), title=title[:200], owner=owner)
        for f in figures
    }
    Dependent.objects.bulk_create(rows.values())


def forget_dependent(kind: str, key: object) -> None:
    """Forget what stood on figures and was taken back; inside the transaction of the act."""
    Dependent.objects.filter(kind=kind, key=str(key)).delete()


def mark_what_stands_on(figures: Iterable[Observation], *, but_of: str = "") -> None:
    """Mark all that stands on changed figures; called inside the transaction of the act.

    but_of : the origin whose figures the same act has just computed anew
    """
    pks = [f.pk for f in figures]
    if not pks:
        return
    now, reached = timezone.now(), figures_reached("down", pks)
    below = Observation.objects.filter(pk__in=reached, is_latest=True, look_again__isnull=True)
    below.exclude(origin=but_of).update(look_again=now)
    standing = Dependent.objects.filter(figure__in=figures_reached("down", pks, and_these=True))
    standing.filter(look_again__isnull=True).update(look_again=now)


@transaction.atomic
def confirm_dependent(kind: str, key: str, note: str, *, acting_user: Person) -> int:
    """Say that something was looked at again and stands, or was corrected; return whether any was.

    Its owner may, and whoever reviews figures.
    """
    rows = Dependent.objects.filter(kind=kind, key=key, look_again__isnull=False)
    if not rows.filter(owner=acting_user).exists():
        require(acting_user, "review_figures")
    title = rows.values_list("title", flat=True).first() or key
    settled = rows.update(look_again=None)
    if settled:
        record("confirm_dependent", title, acting_user=acting_user, after={"note": note.strip()})
    return settled


@transaction.atomic
def confirm_figure(figure: Observation, note: str, *, acting_user: Person) -> None:
    """Say that a figure was looked at again and stands although one below it has changed."""
    if figure.entered_by_id != acting_user.pk:
        require(acting_user, "review_figures", figure.owner)
    Observation.objects.filter(pk=figure.pk).update(look_again=None)
    record(
        "confirm_figure",
        str(figure),
        acting_user=acting_user,
        organisation=figure.owner,
        after={"note": note.strip()},
    )
