"""The review of a footprint: submitted, approved or sent back, and opened again."""

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ReviewError
from scp_centre.centre.evidence.actions import Entry, approve_figures, enter_figures
from scp_centre.centre.registry.models import Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.messages import _
from scp_centre.roles.products.content import read_content
from scp_centre.roles.products.cost_sentences import contradictions
from scp_centre.roles.products.flows import figures_behind
from scp_centre.roles.products.footprint_computation import Computed, compute
from scp_centre.roles.products.footprint_figures import figures_of, sources_in_ledger
from scp_centre.roles.products.models import Footprint, FootprintModel, Standing


@transaction.atomic
def submit_footprint(model: FootprintModel, *, acting_user: Person) -> None:
    """Submit a model for review: its figures enter the ledger as drafts.

    They stand on the reviewed figures that its lines were taken from. Raises ReviewError when one
    of those has been replaced or is no longer shared, and for a model that contradicts itself.
    """
    model = _locked(model)
    require(acting_user, "model_footprint", model.product.organisation)
    _require(model, (Standing.DRAFT, Standing.RETURNED))
    content = read_content(model.content)
    computed = compute(content)
    _require_sound(computed)
    wanted = sources_in_ledger(content)
    behind = figures_behind(wanted)
    if len(behind) < len(wanted):
        raise ReviewError(
            _("A reviewed figure in this model has been replaced or is no longer shared."),
            where=str(model),
            cure=_("Import the reviewed flows again, then submit the model."),
        )
    period = content.about.period
    entry = Entry(model.product, model.origin, acting_user)
    days = {period: (content.about.start, content.about.end)}
    enter_figures(entry, figures_of(computed), days, behind)
    _move(model, Standing.SUBMITTED, "submit_footprint", acting_user)


@transaction.atomic
def approve_footprint(
    model: FootprintModel, *, acting_user: Person, shown: str | None = None
) -> Footprint:
    """Approve a footprint and keep its content as it is; whoever changed it last cannot.

    shown : mark of the version that a page showed (`shown_version`); no other is approved
    """
    model = _locked(model)
    require(acting_user, "review_figures", model.product.organisation)
    _require(model, (Standing.SUBMITTED,))
    if model.changed_by_id == acting_user.pk:
        raise ReviewError(
            _("You made the last change to this model, so somebody else must approve it."),
            where=str(model),
            cure=_("Ask another reviewer."),
        )
    require_shown(shown, shown_version(model), str(model))
    _require_sound(compute(read_content(model.content)))
    approve_figures(model.origin, acting_user=acting_user)
    footprint = Footprint.objects.create(
        model=model,
        number=model.approved.count() + 1,
        content=model.content,
        approved_by=acting_user,
        approved=timezone.now(),
    )
    _move(model, Standing.APPROVED, "approve_footprint", acting_user)
    return footprint


def shown_version(model: FootprintModel) -> dict[str, int]:
    """Return which version of a model stands now."""
    return {"version": model.version}


@transaction.atomic
def return_footprint(model: FootprintModel, remark: str, *, acting_user: Person) -> None:
    """Send a footprint back, and say what has to be corrected."""
    model = _locked(model)
    require(acting_user, "review_figures", model.product.organisation)
    _require(model, (Standing.SUBMITTED,))
    if not remark.strip():
        raise ReviewError(
            _("The remark is empty."),
            where="remark",
            cure=_("Enter what should be checked."),
        )
    model.remark = remark.strip()[:2000]
    model.save(update_fields=["remark"])
    _move(model, Standing.RETURNED, "return_footprint", acting_user)


@transaction.atomic
def reopen_footprint(model: FootprintModel, *, acting_user: Person) -> None:
    """Open an approved model for the next footprint; the approved one stays as it is."""
    model = _locked(model)
    require(acting_user, "model_footprint", model.product.organisation)
    _require(model, (Standing.APPROVED,))
    _move(model, Standing.DRAFT, "reopen_footprint", acting_user)


def _locked(model: FootprintModel) -> FootprintModel:
    found = FootprintModel.objects.select_for_update().select_related("product__organisation")
    return found.get(pk=model.pk)


def _require(model: FootprintModel, allowed: tuple[Standing, ...]) -> None:
    if model.standing not in allowed:
        raise ReviewError(
            _("The status of the footprint model is now “{standing}”.", standing=model.standing),
            where=str(model),
            cure=_("Reload the page to see what can be done."),
        )


def _require_sound(computed: Computed) -> None:
    for one in computed.cycles:
        for found in contradictions(one):
            raise ReviewError(
                found,
                where=one.line.line.part,
                cure=_("Open the Model page and correct the line or its end of life."),
            )


def _move(model: FootprintModel, to: Standing, act: str, person: Person) -> None:
    before = {"standing": model.standing}
    model.standing = to
    fields = ["standing"]
    if to in (Standing.SUBMITTED, Standing.APPROVED):
        model.remark = ""
        fields.append("remark")
    model.save(update_fields=fields)
    record(
        act,
        str(model),
        acting_user=person,
        organisation=model.product.organisation,
        before=before,
        after={"standing": str(to), "remark": model.remark},
    )
