"""Every read of the products role, limited to what a person may see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from scp_centre.centre.registry.models import Centre, Organisation, Person, Product
from scp_centre.centre.registry.permissions import allowed, visible_organisations
from scp_centre.methods.footprints import Factor
from scp_centre.roles.products.models import (
    DatabaseProcess,
    Footprint,
    FootprintModel,
    KeptImpactMethod,
    LifeCycleDatabase,
    ProductDeclaration,
)

NATIONAL_GRID = "electricity_national"


def models_for(person: Person) -> QuerySet[FootprintModel]:
    """Return the footprint models of the companies that a person may see."""
    if not allowed(person, "see_footprint"):
        return FootprintModel.objects.none()
    return FootprintModel.objects.filter(
        product__organisation__in=visible_organisations(person)
    ).select_related("product__organisation", "changed_by")


def companies_to_model(person: Person) -> QuerySet[Organisation]:
    """Return the companies whose products a person may model."""
    if not allowed(person, "model_footprint"):
        return Organisation.objects.none()
    return visible_organisations(person).order_by("name")


def product_named(company: Organisation, name: str) -> Product | None:
    """Return the product of a company that has this name."""
    return Product.objects.filter(organisation=company, name__iexact=name).first()


def latest_footprint(model: FootprintModel) -> Footprint | None:
    """Return the footprint that was approved last."""
    return model.approved.first()


def national_grid() -> Factor | None:
    """Return the electricity of the centre's country, where the centre has said its factor."""
    centre = Centre.objects.first()
    if centre is None or centre.electricity_factor is None:
        return None
    return Factor(
        key=NATIONAL_GRID,
        name=f"Electricity, national grid, {centre.country}",
        category="energy",
        unit="kWh",
        emissions={"published_fossil": centre.electricity_factor},
        source=centre.electricity_factor_source,
        year=0,
        region=centre.country,
        covers="As its source counts.",
    )


def databases_for(person: Person) -> QuerySet[LifeCycleDatabase]:
    """Return the imported databases, for whoever may see footprints."""
    if not allowed(person, "see_footprint"):
        return LifeCycleDatabase.objects.none()
    return LifeCycleDatabase.objects.select_related("imported_by")


def find_processes(person: Person, words: str) -> QuerySet[DatabaseProcess]:
    """Return the processes whose name, product or place has every word, with their database."""
    found = DatabaseProcess.objects.filter(database__in=databases_for(person))
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(product__icontains=word) | Q(location__iexact=word)
        )
    return found.select_related("database")


def models_that_use(database: LifeCycleDatabase, person: Person) -> list[str]:
    """Return the models that have a row of a database, now or as they were approved.

    Of these, those that the person may see: a product's name is its company's.
    """
    seen = models_for(person).order_by()
    kept = [
        *seen.values_list("product__name", "content__model__factors"),
        *Footprint.objects.filter(model__in=seen).values_list(
            "model__product__name", "content__model__factors"
        ),
    ]
    return sorted({name for name, rows in kept if _uses(rows or (), database.pk)})


def _uses(rows: Iterable[dict[str, Any]], pk: int) -> bool:
    return any((row.get("origin") or {}).get("database") == pk for row in rows)


def methods_for(person: Person) -> QuerySet[KeptImpactMethod]:
    """Return the imported impact methods, for whoever may see footprints."""
    if not allowed(person, "see_footprint"):
        return KeptImpactMethod.objects.none()
    return KeptImpactMethod.objects.select_related("imported_by")


def models_with_method(method: KeptImpactMethod) -> int:
    """Return how many models name a method, now or as they were approved."""
    kept = [
        *FootprintModel.objects.order_by().values_list("pk", "content__model__methods"),
        *Footprint.objects.order_by().values_list("model", "content__model__methods"),
    ]
    key = method.content_hash
    return len({pk for pk, methods in kept if any(one["key"] == key for one in methods or ())})


def find_declarations(person: Person, words: str) -> QuerySet[ProductDeclaration]:
    """Return the imported declarations whose name, owner or place has every word."""
    if not allowed(person, "see_footprint"):
        return ProductDeclaration.objects.none()
    found = ProductDeclaration.objects.select_related("imported_by")
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(owner__icontains=word) | Q(location__iexact=word)
        )
    return found
