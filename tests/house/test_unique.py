"""A unique constraint holds where a column may be empty: two empty ones are not two kinds."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

pytestmark = pytest.mark.postgresql
# Where many rows may leave the column empty, because the constraint is about the others.
MANY_EMPTY = {
    "one_open_application_for_a_product": "an award is of a company; another constraint holds it",
    "one_check_of_a_draw": "a check that was not drawn has no draw",
    "one_change_of_an_operation": "a change that no phone sent has no operation",
    "one_item_of_an_origin": "an item without a source has no origin, as a check holds",
}


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("scp_centre.")]


def uniques(model):
    return [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]


def says(condition, field, empty):
    """Return whether a condition requires that a column is empty, or that it is not."""
    if condition is None or condition.negated:
        return False
    return any(
        child == (f"{field}__isnull", empty) or (isinstance(child, Q) and says(child, field, empty))
        for child in condition.children
        if condition.connector == Q.AND or len(condition.children) == 1
    )


def covered(model, constraint, field):
    """Return whether another constraint covers the rows in which the column is empty."""
    rest = set(constraint.fields) - {field}
    return any(
        says(other.condition, field, True) and set(other.fields) <= rest for other in uniques(model)
    )


def holes(model):
    """Yield the constraints of a model that two rows with the same empty column pass."""
    for constraint in uniques(model):
        for name in constraint.fields:
            if not model._meta.get_field(name).null:
                continue
            if constraint.nulls_distinct is False:
                # SQLite has no such index, and Django leaves the constraint out there.
                yield f"{constraint.name}: nulls_distinct does not hold on SQLite"
            elif constraint.name not in MANY_EMPTY and not (
                says(constraint.condition, name, False) and covered(model, constraint, name)
            ):
                yield f"{constraint.name}: {name}"


def bare_references(constraint):
    """Yield the columns of an expression that stand in it as they are, so that empty ones pass."""
    for expression in constraint.expressions:
        inner = getattr(expression, "expression", expression)
        if isinstance(inner, models.F):
            yield inner.name


def test_unique_constraints_hold_where_a_column_is_empty():
    assert [hole for model in ours() for hole in holes(model)] == []


def test_unique_expressions_name_no_column_that_may_be_empty():
    found = [
        f"{c.name}: {name}"
        for model in ours()
        for c in uniques(model)
        for name in bare_references(c)
        if model._meta.get_field(name).null
    ]
    assert found == []


def test_no_model_uses_the_older_way():
    assert [m.__name__ for m in ours() if m._meta.unique_together] == []


def test_the_walk_finds_a_hole():
    """The rule is no rule if the constraint that let a role twice passes it."""
    from scp_centre.centre.registry.models import Membership

    class Meta:
        app_label = "registry"

    fields = ["person", "role", "organisation"]
    hole = models.UniqueConstraint(fields=fields, name="as_it_was")
    was = type("_meta", (), {"constraints": [hole], "get_field": Membership._meta.get_field})
    assert list(holes(type("Was", (), {"_meta": was}))) == ["as_it_was: organisation"]


def test_conditions_are_read():
    assert says(Q(a__isnull=False), "a", False)
    assert says(~Q(b="") & Q(a__isnull=False), "a", False)
    assert not says(Q(a__isnull=False) | Q(b=1), "a", False)
    assert not says(~Q(a__isnull=False), "a", False)
    assert not says(None, "a", True)


@pytest.mark.django_db
def test_a_person_cannot_get_one_role_twice(sample_centre):
    from scp_centre.centre.registry.models import Membership, Organisation

    director = Membership.objects.get(person=sample_centre["director"])
    member = Membership.objects.get(person=sample_centre["company"])
    for row in (director, member):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(
                person=row.person, role=row.role, organisation=row.organisation
            )
    other = Organisation.objects.exclude(pk=member.organisation_id).first()
    Membership.objects.create(person=member.person, role=member.role, organisation=other)


@pytest.mark.django_db
def test_a_figure_has_one_latest_version_about_each_subject(sample_centre):
    from scp_centre.centre.evidence.models import Observation

    values = {"origin": "x", "indicator": "energy", "name": "E", "value": 1, "unit": "GJ"}
    values |= {"period": "2025", "formula": ""}
    Observation.objects.create(**values, sector="1050")
    Observation.objects.create(**values, sector="1061")
    Observation.objects.create(**values, nation="Verdania")
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**values, sector="1050")
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(**values, nation="Verdania")
