"""What is found of the recognition role: schemes and licences by everybody, applications."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from scp_centre.centre.search.sources import PUBLIC, Pks, SearchRow, SearchSource
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.models import Application, CriteriaVersion, Licence, Scheme
from scp_centre.roles.recognition.queries import LICENCE_ROWS, ROWS

SEEN, DRAFTS = "see_applications", "keep_scheme"


def _schemes(pks: Pks) -> Iterator[SearchRow]:
    for one in Scheme.objects.filter(pk__in=pks).prefetch_related("versions"):
        is_public = any(version.published for version in one.versions.all())
        yield SearchRow(
            one.pk,
            one.name,
            reverse("label_scheme", args=[one.code]),
            act=PUBLIC if is_public else DRAFTS,
            about=one.category,
            texts=(one.public_promise, one.owner, one.terms),
        )


def _schemes_of_versions(pks: Pks) -> Iterable[int]:
    return CriteriaVersion.objects.filter(pk__in=pks).values_list("scheme", flat=True)


def _licences(pks: Pks) -> Iterator[SearchRow]:
    for one in Licence.objects.filter(pk__in=pks).select_related(*LICENCE_ROWS):
        yield SearchRow(
            one.pk,
            one.about,
            reverse("licence", args=[one.number]),
            about=one.application.version.name,
            codes=(one.number, one.gtin),
        )


def _applications(pks: Pks) -> Iterator[SearchRow]:
    for one in Application.objects.filter(pk__in=pks).select_related(*ROWS):
        yield SearchRow(
            one.pk,
            one.about,
            reverse("application", args=[one.pk]),
            act=SEEN,
            organisation=one.organisation_id,
            about=one.version.scheme.name,
            texts=(one.state,),
        )


SOURCES = (
    SearchSource(
        "label",
        _("Labels and awards"),
        Scheme,
        (PUBLIC, DRAFTS),
        _schemes,
        {CriteriaVersion: _schemes_of_versions},
    ),
    SearchSource("licence", _("Licences"), Licence, (PUBLIC,), _licences),
    SearchSource("application", _("Applications"), Application, (SEEN,), _applications),
)
