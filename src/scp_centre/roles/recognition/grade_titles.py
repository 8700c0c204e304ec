"""The grades of awards in the language of the reader."""

from collections.abc import Iterable

from scp_centre.roles.recognition.criteria_texts import scheme_of
from scp_centre.roles.recognition.models import CriteriaVersion, Licence


def grade_title(licence: Licence) -> str:
    """Return the title of the grade that a licence was awarded with; "" where there is none."""
    return grade_titles([licence]).get(licence.pk, "")


def grade_titles(licences: Iterable[Licence]) -> dict[int, str]:
    """Return key of a licence -> title of its grade, of those that have one."""
    graded = [(one.pk, one.application.version_id, one.grade) for one in licences if one.grade]
    if not graded:
        return {}
    versions = CriteriaVersion.objects.filter(pk__in={version for _pk, version, _grade in graded})
    titles = {
        (version.pk, grade.id): grade.title
        for version in versions.select_related("scheme")
        for grade in scheme_of(version).grades
    }
    return {pk: titles.get((version, grade), grade) for pk, version, grade in graded}
