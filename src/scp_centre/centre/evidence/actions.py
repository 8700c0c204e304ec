"""Enter figures into the ledger; a changed figure succeeds the old one."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ReviewError
from scp_centre.centre.evidence.dependents import mark_what_stands_on
from scp_centre.centre.evidence.models import (
    Consent,
    Derivation,
    Observation,
    Remark,
    Status,
    Use,
)
from scp_centre.centre.evidence.signals import consent_withdrawn
from scp_centre.centre.evidence.subjects import Subject, subject_fields
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.methods.explanation import Figure
from scp_centre.methods.messages import _

# What the ledger adds to a figure. All other fields are what the figure says: a change of any of
# them, as of the dates of a period, is a new version.
LEDGER_FIELDS = frozenset(
    {
        "id",
        "version",
        "status",
        "entered_by",
        "reviewed_by",
        "reviewed_on",
        "is_latest",
        "succeeded_by",
        "look_again",
        "created",
    }
)
SAID_FIELDS = tuple(
    f.attname for f in Observation._meta.concrete_fields if f.name not in LEDGER_FIELDS
)
Key = tuple[str, str]  # indicator and period
Periods = Mapping[str, tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered at once: about whom, from where, by whom.

    published : the figures are public from now on, as those of a release
    """

    subject: Subject
    origin: str
    entered_by: Person | None = None
    published: bool = False


def enter_figures(
    entry: Entry,
    figures: Iterable[Figure],
    periods: Periods,
    stands_on: Iterable[Observation] = (),
) -> int:
    """Enter the figures of one origin about one subject; return how many are new or changed.

    Called inside the transaction of the act that made them. A figure that is no longer made is
    withdrawn; equal figures are left as they are. What stands on a changed figure is marked to be
    looked at again.

    stands_on : figures of other origins that entered each of these
    """
    latest = _latest(entry)
    made = {(f.key, f.period): _observation(entry, f, periods) for f in figures}
    entered = {k: new for k, new in made.items() if not _stands(latest.get(k), new)}
    _succeed(latest, entered)
    current = {k: entered.get(k) or latest[k] for k in made}
    _link(entered, current, list(stands_on))
    replaced = [latest[k] for k in entered if k in latest]
    # What came out the same stands on the new versions now, and a change does not reach past it.
    standing = [o for k, o in current.items() if k not in entered]
    Derivation.objects.filter(figure__in=standing, source__in=replaced).delete()
    # What was computed anew and came out the same has been looked at.
    looked_at = [o.pk for o in standing if o.look_again]
    Observation.objects.filter(pk__in=looked_at).update(look_again=None)
    gone = [o for k, o in latest.items() if k not in made and o.status != Status.WITHDRAWN]
    Observation.objects.filter(pk__in=[o.pk for o in gone]).update(status=Status.WITHDRAWN)
    mark_what_stands_on([*replaced, *gone], but_of=entry.origin)
    return len(entered) + len(gone)


def _latest(entry: Entry) -> dict[Key, Observation]:
    """Return the latest version of each figure of an origin about a subject, withdrawn ones too."""
    found = Observation.objects.filter(
        origin=entry.origin, is_latest=True, **subject_fields(entry.subject)
    )
    return {(o.indicator, o.period): o for o in found}


def _observation(entry: Entry, figure: Figure, periods: Periods) -> Observation:
    start, end = periods.get(figure.period, (None, None))
    made = Observation(
        **subject_fields(entry.subject),
        origin=entry.origin,
        indicator=figure.key,
        name=figure.name,
        subject=figure.subject[:60],
        value=figure.value,
        unit=figure.unit,
        period=figure.period,
        period_start=start,
        period_end=end,
        formula=figure.explanation.formula,
        inputs=[asdict(given) for given in figure.explanation.inputs],
        sources=list(figure.explanation.sources),
        uncertainty=figure.uncertainty,
        entered_by=entry.entered_by,
    )
    if entry.published:
        made.status = Status.PUBLISHED
        made.reviewed_by, made.reviewed_on = entry.entered_by, timezone.now()
    return made


def _stands(old: Observation | None, new: Observation) -> bool:
    """Return whether the ledger says already what is entered."""
    if old is None or old.status == Status.WITHDRAWN:
        return False
    return says_the_same(old, new)


def says_the_same(old: Observation, new: Observation) -> bool:
    """Return whether two versions of a figure say the same."""
    return all(getattr(old, name) == getattr(new, name) for name in SAID_FIELDS)


def _succeed(latest: Mapping[Key, Observation], entered: Mapping[Key, Observation]) -> None:
    """Save new versions; each old one makes room first, so that one at a time is the latest."""
    pairs = [(latest[key], new) for key, new in entered.items() if key in latest]
    for old, new in pairs:
        new.version = old.version + 1
    Observation.objects.filter(pk__in=[old.pk for old, _unused in pairs]).update(is_latest=False)
    Observation.objects.bulk_create(entered.values(), batch_size=500)
    for old, new in pairs:
        old.is_latest, old.succeeded_by = False, new
    Observation.objects.bulk_update([o for o, _unused in pairs], ["succeeded_by"], batch_size=200)


def _sources(figure: Observation, current: Mapping[Key, Observation]) -> list[Observation]:
    """Return the figures of the same origin and period that entered a figure."""
    keys = [(given.get("figure", ""), figure.period) for given in figure.inputs]
    return [current[key] for key in keys if key in current]


def _link(
    entered: Mapping[Key, Observation],
    current: Mapping[Key, Observation],
    stands_on: list[Observation],
) -> None:
    """Link figures to those that entered them; one that came out the same to new versions too."""
    new = {figure.pk for figure in entered.values()}
    pairs = {
        (figure.pk, source.pk)
        for figure in current.values()
        for source in (*_sources(figure, current), *stands_on)
        if figure.pk in new or source.pk in new or source in stands_on
    }
    rows = [Derivation(figure_id=f, source_id=s) for f, s in sorted(pairs)]
    Derivation.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


@transaction.atomic
def remark_on(figure: Observation, text: str, *, acting_user: Person) -> Remark:
    """Say what is wrong with one figure; the figure cannot be approved until it is settled."""
    require(acting_user, "review_figures", figure.owner)
    if not text.strip():
        raise ReviewError(
            _("The remark is empty."), where=figure.name, cure=_("Enter what should be checked.")
        )
    remark = Remark.objects.create(figure=figure, author=acting_user, text=text.strip())
    record(
        "remark_on_figure",
        str(figure),
        acting_user=acting_user,
        organisation=figure.owner,
        after={"remark": remark.text},
    )
    return remark


@transaction.atomic
def settle_remark(remark: Remark, answer: str, *, acting_user: Person) -> None:
    """Answer a remark: the figure was corrected, or stands, and why."""
    organisation = remark.figure.owner
    require(acting_user, "answer_remark", organisation)
    if not answer.strip():
        raise ReviewError(
            _("The answer is empty."),
            where=remark.figure.name,
            cure=_("Enter what you corrected, or why the figure is right."),
        )
    remark.answer, remark.settled_by = answer.strip(), acting_user
    remark.settled_on = timezone.now()
    remark.save(update_fields=["answer", "settled_by", "settled_on"])
    record(
        "answer_remark",
        str(remark.figure),
        acting_user=acting_user,
        organisation=organisation,
        before={"remark": remark.text},
        after={"answer": remark.answer},
    )


def approve_figures(origin: str, *, acting_user: Person) -> int:
    """Approve the current draft figures of one origin; return how many.

    Called inside the transaction of the act. Raises ReviewError when a remark on one of them is
    still open.
    """
    current = Observation.objects.filter(origin=origin, is_latest=True, status=Status.DRAFT)
    if open_ := Remark.objects.filter(figure__in=current, settled_on__isnull=True).first():
        raise ReviewError(
            _(
                "A remark on {name}, {period}, is still open.",
                name=open_.figure.name,
                period=open_.figure.period,
            ),
            where=open_.figure.name,
            cure=_("Wait for the answer, or answer the remark."),
        )
    return current.update(
        status=Status.REVIEWED, reviewed_by=acting_user, reviewed_on=timezone.now()
    )


@transaction.atomic
def set_consent(
    organisation: Organisation, use: str, given: bool, *, acting_user: Person
) -> Consent:
    """Give or withdraw the consent of a company to one use of its data."""
    require(acting_user, "set_consent", organisation)
    if use not in Use.values:
        raise ReviewError(
            _("'{use}' is not a valid use.", use=use),
            where="use",
            cure=_("Use one of these: {join}.", join=list(Use.values)),
        )
    last = Consent.objects.filter(organisation=organisation, use=use).first()
    if last is not None and last.given == given:
        return last
    consent = Consent.objects.create(
        organisation=organisation, use=use, given=given, person=acting_user
    )
    record(
        "set_consent",
        f"{organisation}: {use}",
        acting_user=acting_user,
        organisation=organisation,
        before={"given": bool(last and last.given)},
        after={"given": given},
    )
    if not given:
        consent_withdrawn.send(Consent, organisation=organisation, use=use)
    return consent
