"""Start, change and remove footprint models."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from scp_centre.centre.audit.actions import record
from scp_centre.centre.errors import ConflictError
from scp_centre.centre.registry.models import Person, Product
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.registry.product_actions import keep_product
from scp_centre.methods.messages import _
from scp_centre.roles.products.content import (
    Content,
    check_content,
    read_content,
    write_content,
)
from scp_centre.roles.products.errors import ProductError
from scp_centre.roles.products.models import FootprintModel, LifeCycleDatabase
from scp_centre.roles.products.queries import product_named


@transaction.atomic
def start_footprint(
    product: Product, content: Content, *, acting_user: Person, sample: bool = False
) -> FootprintModel:
    """Start the footprint model of a product; each product has one.

    Raises ProductError for a product that has one, and for content that cannot be kept.
    """
    require(acting_user, "model_footprint", product.organisation)
    if FootprintModel.objects.filter(product=product).exists():
        raise ProductError(
            _("{product} already has a footprint model.", product=product.name),
            where="product",
            cure=_("Open the model in the list of products."),
        )
    check_content(content)
    model = FootprintModel.objects.create(
        product=product,
        content=write_content(content),
        is_sample=sample,
        changed_by=acting_user,
    )
    record(
        "start_footprint",
        str(model),
        acting_user=acting_user,
        organisation=product.organisation,
        after={"functional_unit": content.model.functional_unit},
    )
    return model


@transaction.atomic
def start_with_product(
    values: Mapping[str, Any], content: Content, *, acting_user: Person
) -> FootprintModel:
    """Start a model of a product by its name; the register gets the product where it lacks it.

    values : company, name, reference_unit
    """
    company = values["company"]
    require(acting_user, "model_footprint", company)
    product = product_named(company, values["name"])
    if product is None:
        named = {
            "name": values["name"],
            "functional_unit": content.model.functional_unit,
            "reference_unit": values["reference_unit"],
        }
        product = keep_product(company, named, acting_user=acting_user)
    return start_footprint(product, content, acting_user=acting_user)


@transaction.atomic
def write_footprint(
    model: FootprintModel, content: Content, *, acting_user: Person, seen: int
) -> FootprintModel:
    """Change the content of a model.

    seen : the version that the change was made on

    Raises ConflictError when somebody changed the model meanwhile, ProductError when a reviewer
    has it, and the errors of `check_content`.
    """
    require(acting_user, "model_footprint", model.product.organisation)
    model = FootprintModel.objects.select_for_update().get(pk=model.pk)
    _require_open(model)
    if model.version != seen:
        raise ConflictError(
            _("Somebody changed this model after you opened the page. Nothing was saved."),
            where=str(model),
            cure=_("Reload the page and make your change again."),
        )
    check_content(content)
    _require_databases(content)
    # a model kept before costs were known has no field for them; that is no change
    before, after = write_content(read_content(model.content)), write_content(content)
    if before == after:
        return model
    model.content, model.version, model.changed_by = after, model.version + 1, acting_user
    model.save(update_fields=["content", "version", "changed_by", "changed"])
    old, new = _difference(before, after)
    record(
        "write_footprint",
        str(model),
        acting_user=acting_user,
        organisation=model.product.organisation,
        before=old,
        after=new,
    )
    return model


@transaction.atomic
def remove_footprint(model: FootprintModel, *, acting_user: Person) -> None:
    """Remove a model of which no footprint was approved or submitted."""
    require(acting_user, "model_footprint", model.product.organisation)
    model = FootprintModel.objects.select_for_update().get(pk=model.pk)
    _require_open(model)
    if model.approved.exists():
        raise ProductError(
            _(
                "A footprint of {model} has been approved, so the model cannot be removed.",
                model=model,
            ),
            where=str(model),
            cure=_("Edit the model instead."),
        )
    record(
        "remove_footprint",
        str(model),
        acting_user=acting_user,
        organisation=model.product.organisation,
        before=model.content,
    )
    model.delete()


def _require_open(model: FootprintModel) -> None:
    if not model.is_open:
        raise ProductError(
            _(
                "The model cannot be changed now because its status is “{standing}”.",
                standing=model.standing,
            ),
            where=str(model),
            cure=_("Reopen the model first, or wait for the reviewer."),
        )


def _require_databases(content: Content) -> None:
    """Raise ProductError for a row of a database that is gone; it cannot go until this is saved."""
    origins = {row.origin.database: row.origin for row in content.model.factors if row.origin}
    rows = LifeCycleDatabase.objects.select_for_update().filter(pk__in=origins)
    gone = origins.keys() - set(rows.values_list("pk", flat=True))
    if gone:
        raise ProductError(
            _("The database {name} was removed.", name=origins[min(gone)].database_name),
            where="factor",
            cure=_("Choose a process from another database."),
        )


def _difference(before: dict[str, Any], after: dict[str, Any]) -> tuple[Any, Any]:
    """Return what differs between two contents, part by part."""
    old, new = _parts(before), _parts(after)
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return {k: old[k] for k in keys if k in old}, {k: new[k] for k in keys if k in new}


def _parts(content: dict[str, Any]) -> dict[str, Any]:
    parts = dict(content["about"])
    for name, value in content["model"].items():
        if name in ("lines", "factors", "alternatives", "costs", "cycles", "methods"):
            parts |= {f"{name}: {row['key']}": row for row in value}
        else:
            parts[name] = value
    return parts
