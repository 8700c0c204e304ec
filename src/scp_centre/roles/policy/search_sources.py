"""What is found of the policy role: tables, scenarios, briefs, the register of instruments."""

import re
from collections.abc import Iterator

from django.urls import reverse

from scp_centre.centre.search.sources import PUBLIC, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.policy.models import Brief, Instrument, Scenario, Standing, Table, World

READ, DRAFTS = "see_policy", "publish_brief"  # whoever writes briefs may publish them, too
FIGURES = re.compile(r"\{\{[^}]*\}\}")


def _tables(pks: Pks) -> Iterator[SearchRow]:
    for one in Table.objects.filter(pk__in=pks):
        yield SearchRow(
            one.pk,
            f"{one.country}, {one.year}",
            reverse("policy_table", args=[one.pk]),
            act=READ,
            about=_("National input-output table"),
            texts=(one.source,),
        )


def _worlds(pks: Pks) -> Iterator[SearchRow]:
    for one in World.objects.filter(pk__in=pks):
        yield SearchRow(
            one.pk,
            f"{one.title}, {one.year}",
            reverse("world", args=[one.pk]),
            act=READ,
            about=_("Global input-output table"),
            texts=(one.source,),
        )


def _scenarios(pks: Pks) -> Iterator[SearchRow]:
    found = Scenario.objects.filter(pk__in=pks, is_latest=True).select_related("table")
    for one in found:
        yield SearchRow(
            one.pk,
            one.title,
            reverse("scenario", args=[one.pk]),
            act=READ,
            about=str(one.table),
        )


def _briefs(pks: Pks) -> Iterator[SearchRow]:
    for one in Brief.objects.filter(pk__in=pks):
        draft = one.standing == Standing.DRAFT
        yield SearchRow(
            one.pk,
            one.title,
            reverse("brief", args=[one.slug]),
            act=DRAFTS if draft else PUBLIC,
            about=one.standing,
            texts=(one.summary, FIGURES.sub("", one.text)),
        )


def _instruments(pks: Pks) -> Iterator[SearchRow]:
    for one in Instrument.objects.filter(pk__in=pks):
        yield SearchRow(
            one.pk,
            one.title,
            reverse("register_entry", args=[one.pk]),
            about=one.kind,
            texts=(one.stage, one.responsible, one.summary),
        )


SOURCES = (
    SearchSource("brief", _("Policy briefs"), Brief, (PUBLIC, DRAFTS), _briefs, weight=1.2),
    SearchSource("scenario", _("Scenarios"), Scenario, (READ,), _scenarios),
    SearchSource("table", _("National tables"), Table, (READ,), _tables),
    SearchSource("world", _("Global tables"), World, (READ,), _worlds),
    SearchSource("instrument", _("Policy instruments"), Instrument, (PUBLIC,), _instruments),
)
