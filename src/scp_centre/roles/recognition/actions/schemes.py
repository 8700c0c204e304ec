"""Schemes and their criteria: written, drafted, and published for good."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from scp_centre.centre.audit.actions import record
from scp_centre.centre.registry.models import Organisation, Person
from scp_centre.centre.registry.permissions import require
from scp_centre.centre.rows import save_row
from scp_centre.centre.stale_forms import require_shown
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.criteria_texts import read_criteria, require_sound
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.independence import require_unbound
from scp_centre.roles.recognition.models import Affiliation, CriteriaVersion, Licence, Scheme
from scp_centre.roles.recognition.scheme_rules import missing_rules, names_owner

FIELDS = (
    *("code", "name", "kind", "category", "owner", "promise", "terms", "openness"),
    *("stakeholders", "monitoring", "sanctions"),
    *("completeness_days", "verification_days", "decision_days", "licence_years"),
)


@transaction.atomic
def keep_scheme(
    values: Mapping[str, Any],
    *,
    acting_user: Person,
    scheme: Scheme | None = None,
    sample: bool = False,
) -> Scheme:
    """Write a scheme, or change what it says of itself.

    Raises RecognitionError for a code that is taken, or changed after licences were numbered.
    """
    require(acting_user, "keep_scheme")
    kept = scheme or Scheme(is_sample=sample)
    said = {name: values[name] for name in FIELDS}
    if Scheme.objects.filter(code__iexact=said["code"]).exclude(pk=kept.pk).exists():
        raise RecognitionError(
            _("Another scheme already has the code {code}.", code=said["code"]),
            where="code",
            cure=_("Choose another code."),
        )
    _require_unnumbered(kept, said["code"])
    shown = (*FIELDS, "titles")
    before = {name: str(getattr(kept, name)) for name in shown} if kept.pk else {}
    for name, value in said.items():
        setattr(kept, name, value)
    if names_owner(kept):
        raise RecognitionError(
            _("The owner of the scheme is not an independent third party."),
            where="monitoring",
            cure=_("Enter a body that is independent of the owner and of the companies."),
        )
    kept.titles = dict(values.get("titles", kept.titles))
    said["titles"] = kept.titles
    save_row(kept)
    after = {name: str(value) for name, value in said.items()}
    record("keep_scheme", kept.name, acting_user=acting_user, before=before, after=after)
    return kept


def _require_unnumbered(scheme: Scheme, code: str) -> None:
    is_new = scheme.pk is None or scheme.code == code
    if is_new or not Licence.objects.filter(application__version__scheme=scheme).exists():
        return
    raise RecognitionError(
        _("Licences with the code {code} have already been awarded.", code=scheme.code),
        where="code",
        cure=_("Leave the code as it is."),
    )


@transaction.atomic
def draft_criteria(
    scheme: Scheme, text: str, source: str, valid_from: date, *, acting_user: Person
) -> CriteriaVersion:
    """Draft the next version of a scheme's criteria; a draft that exists is replaced.

    text : JSON of the criteria language    Raises RecognitionError for criteria that cannot be read
    """
    require(acting_user, "keep_scheme")
    content = read_criteria(text)
    found = scheme.versions.select_for_update().filter(published__isnull=True).first()
    last = scheme.versions.first()
    version = found or CriteriaVersion(scheme=scheme, number=last.number + 1 if last else 1)
    version.content, version.source, version.valid_from = content, source.strip(), valid_from
    save_row(version)
    after = {"number": version.number, "source": version.source, "criteria": content}
    record("draft_criteria", str(version), acting_user=acting_user, after=after)
    return version


@transaction.atomic
def publish_criteria(
    version: CriteriaVersion,
    *,
    acting_user: Person,
    shown: str | None = None,
    is_confirmed: bool = False,
) -> None:
    """Publish a draft: from now on it never changes, and the version before it ends.

    shown : mark of what the page showed (`shown_criteria`)
    is_confirmed : the officer publishes although the scheme states nothing on a rule of the law
    """
    require(acting_user, "keep_scheme")
    version = CriteriaVersion.objects.select_for_update().get(pk=version.pk)
    if version.published is not None:
        raise RecognitionError(
            _("These criteria are already published."),
            where="criteria",
            cure=_("Write a new version."),
        )
    require_shown(shown, shown_criteria(version), str(version))
    require_sound(version.content)
    if missing_rules(version.scheme) and not is_confirmed:
        raise RecognitionError(
            _("The scheme does not address some of the rules for sustainability labels."),
            where="is_confirmed",
            cure=_("State how the scheme complies with these rules, or confirm the publication."),
        )
    older = version.scheme.versions.filter(published__isnull=False, valid_to__isnull=True)
    if older.filter(valid_from__gte=version.valid_from).exists():
        raise RecognitionError(
            _("An earlier version starts on the same day or later."),
            where="valid_from",
            cure=_("Choose a later start date."),
        )
    older.update(valid_to=version.valid_from - timedelta(days=1))
    version.published = timezone.now()
    version.name, version.promise = version.scheme.name, version.scheme.promise
    version.titles = version.scheme.titles
    version.save(update_fields=["published", "name", "promise", "titles"])
    after = {"number": version.number, "valid_from": version.valid_from.isoformat()}
    after |= {"name": version.name, "promise": version.promise, "titles": version.titles}
    after["rules_not_stated"] = [one.field for one in missing_rules(version.scheme)]
    record("publish_criteria", str(version), acting_user=acting_user, after=after)


def shown_criteria(version: CriteriaVersion) -> dict[str, Any]:
    """Return what a page shows of criteria that are to be published."""
    scheme = version.scheme
    return {
        "content": version.content,
        "from": version.valid_from,
        "source": version.source,
        "name": scheme.name,
        "promise": scheme.promise,
        "titles": scheme.titles,
    }


@transaction.atomic
def keep_affiliation(company: Organisation, holding: str, *, acting_user: Person) -> None:
    """Record to which holding a company belongs; an empty one says that it belongs to none."""
    require(acting_user, "handle_application")
    require_unbound(acting_user, company)
    holding = " ".join(holding.split())
    old = Affiliation.objects.filter(organisation=company).first()
    if holding:
        Affiliation.objects.update_or_create(organisation=company, defaults={"holding": holding})
    elif old:
        old.delete()
    record(
        "keep_affiliation",
        str(company),
        acting_user=acting_user,
        organisation=company,
        before={"holding": old.holding if old else ""},
        after={"holding": holding},
    )
