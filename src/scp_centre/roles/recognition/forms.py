"""Forms of the recognition role."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings

from scp_centre.centre.entry_fields import DayField, WholeNumberField
from scp_centre.centre.field_choices import offer_choices, offer_rows
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Organisation, Person, Product
from scp_centre.centre.row_fields import RowField
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.criteria import Scheme, words_of
from scp_centre.methods.messages import _, sentences
from scp_centre.roles.recognition.criteria_texts import LARGEST
from scp_centre.roles.recognition.evidence_fields import (
    NO,
    YES,
    criteria_by_measure,
    value_field,
)
from scp_centre.roles.recognition.models import (
    CriteriaVersion,
    Document,
    Found,
    LicenceState,
    SchemeKind,
)

TEXT = forms.Textarea({"rows": 3})
AGAIN = "again"
MOST_DAYS, MOST_YEARS = 365, 10


TITLES = {"name": 150, "promise": 300}  # what is said in further languages -> signs at most


def titles_shown(titles: Mapping[str, Any]) -> dict[str, str]:
    """Return what the fields of name and promise in further languages begin with."""
    others = [code for code, _name in settings.LANGUAGES if code != "en"]
    return {
        f"{field}_{code}": (titles.get(code) or {}).get(field, "")
        for code in others
        for field in TITLES
    }


class SchemeForm(ShownForm):
    """What a scheme says of itself; name and promise in further languages, too."""

    code = forms.RegexField(
        r"^[A-Z]{2,8}$",
        label=_("Code"),
        help_text=_("Each licence number begins with this code, for example VGL-2026-0001."),
        error_messages={"invalid": _("Enter 2 to 8 capital letters.")},
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    kind = forms.ChoiceField(label=_("Kind"), choices=SchemeKind.choices)
    category = forms.CharField(label=_("Product category"), max_length=150)
    owner = forms.CharField(label=_("Owner of the scheme"), max_length=150)
    promise = forms.CharField(
        label=_("What the label stands for"),
        max_length=300,
        help_text=_(
            "One sentence for buyers, as specific as the criteria. Each licence keeps the promise "
            "of the criteria in force when the licence was awarded."
        ),
    )
    terms = forms.CharField(label=_("Public terms"), max_length=5000, required=False, widget=TEXT)
    openness = forms.CharField(
        label=_("Who can apply, and on what terms"), max_length=5000, required=False, widget=TEXT
    )
    stakeholders = forms.CharField(
        label=_("Experts and stakeholders consulted"), max_length=5000, required=False, widget=TEXT
    )
    monitoring = forms.CharField(
        label=_("Third party that monitors compliance"),
        max_length=5000,
        required=False,
        widget=TEXT,
    )
    sanctions = forms.CharField(
        label=_("When a licence is suspended or withdrawn"),
        max_length=5000,
        required=False,
        widget=TEXT,
    )
    completeness_days = WholeNumberField(
        label=_("Days to check completeness"), min_value=1, max_value=MOST_DAYS
    )
    verification_days = WholeNumberField(
        label=_("Days to verify"), min_value=1, max_value=MOST_DAYS
    )
    decision_days = WholeNumberField(label=_("Days to decide"), min_value=1, max_value=MOST_DAYS)
    licence_years = WholeNumberField(
        label=_("Licence duration in years"), min_value=1, max_value=MOST_YEARS
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.main = tuple(self.fields)
        for code, language in settings.LANGUAGES:
            if code != "en":
                labels = (
                    _("Name ({language})", language=language),
                    _("What the label stands for ({language})", language=language),
                )
                for (field, most), label in zip(TITLES.items(), labels, strict=True):
                    self.fields[f"{field}_{code}"] = forms.CharField(
                        label=label, max_length=most, required=False
                    )

    def titles(self) -> dict[str, dict[str, str]]:
        """Return language -> name and promise, of the languages in which something was entered."""
        found: dict[str, dict[str, str]] = {}
        for code, _language in settings.LANGUAGES:
            said = {field: self.cleaned_data.get(f"{field}_{code}", "") for field in TITLES}
            if any(said.values()):
                found[code] = {field: text for field, text in said.items() if text}
        return found


class CriteriaForm(ShownForm):
    """The next version of a scheme's criteria."""

    content = forms.CharField(
        label=_("Criteria (JSON)"),
        max_length=LARGEST,
        widget=forms.Textarea({"rows": 24, "spellcheck": "false"}),
    )
    source = forms.CharField(label=_("Source of the criteria"), max_length=300)
    valid_from = DayField(label=_("Valid from"))


class PublishForm(HouseForm):
    """The confirmation that criteria are published although rules of the law are not stated."""

    is_confirmed = forms.BooleanField(
        label=_("Publish even though the scheme does not address some rules"), required=False
    )


class StartForm(HouseForm):
    """Which scheme is applied for, by which company, for what."""

    version = RowField(CriteriaVersion.objects.none(), label=_("Label or award"))
    company = RowField(Organisation.objects.none(), label=_("Company"))
    product = RowField(
        Product.objects.none(),
        label=_("Product"),
        required=False,
        help_text=_("Leave empty for an award to the company itself."),
    )

    def __init__(self, versions: Any, companies: Any, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        none = _("No scheme has criteria in force yet.")
        offer_rows(self, "version", versions, while_none=none)
        offer_rows(self, "company", companies)
        offer_rows(self, "product", Product.objects.filter(organisation__in=companies))


class EvidenceForm(ShownForm):
    """What the applicant declares of each measure, with the document that proves it."""

    def __init__(self, scheme: Scheme, documents: Any, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        asked = criteria_by_measure(scheme)
        for name, measure in scheme.measures.items():
            known = self.initial.get(f"value_{name}")
            field = value_field(measure, words_of(scheme, name), known)
            field.help_text = sentences(*asked.get(name, ()))
            self.fields[f"value_{name}"] = field
            self.fields[f"document_{name}"] = RowField(
                documents,
                label=_("Supporting document for {title}", title=measure.title),
                required=False,
            )
        self.order_fields([*(n for n in self.fields if n != self.mark_name), self.mark_name])


class DocumentForm(HouseForm):
    """A test report or other proof."""

    company = RowField(Organisation.objects.none(), label=_("Company"))
    title = forms.CharField(label=_("Title"), max_length=200)
    issued_by = forms.CharField(label=_("Issued by"), max_length=200)
    issued_on = DayField(label=_("Issued on"))
    file = forms.FileField(
        label=_("File (PDF)"), widget=forms.FileInput({"accept": "application/pdf"})
    )

    def __init__(self, companies: Any, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_rows(self, "company", companies)


class VerifierForm(HouseForm):
    """Who verifies."""

    verifier = RowField(Person.objects.none(), label=_("Verifier"))

    def __init__(self, people: Any, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_rows(
            self,
            "verifier",
            people,
            while_none=_("Nobody here is independent of this applicant. Invite a verifier."),
        )


class ReasonForm(HouseForm):
    """A reason for what is done."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=TEXT)


class HoldingForm(ShownForm):
    """To which holding a company belongs."""

    holding = forms.CharField(
        label=_("Holding"),
        max_length=150,
        required=False,
        help_text=_("Members of other companies in the same group can neither verify nor decide."),
    )


class QuestionForm(HouseForm):
    """A remark for the applicant."""

    text = forms.CharField(label=_("Remark"), max_length=1000, widget=TEXT)


class AnswerForm(HouseForm):
    """The answer to a remark."""

    answer = forms.CharField(label=_("Answer"), max_length=1000, widget=TEXT)


class AppealForm(HouseForm):
    """Why a decision is wrong."""

    appeal = forms.CharField(label=_("Why the decision is wrong"), max_length=2000, widget=TEXT)


class FindingForm(ShownForm):
    """What the verifier decides of one criterion."""

    found = forms.ChoiceField(
        label=_("Your assessment"),
        choices=Found.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Not known: the evidence does not show whether the criterion is met. Not asked: the "
            "criterion does not apply to this product or company."
        ),
    )
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=TEXT)


class DecisionForm(HouseForm):
    """The decision on an application."""

    award = forms.ChoiceField(
        label=_("Decision"),
        choices=(
            (YES, _("Award the licence")),
            (NO, _("Refuse the application")),
            (AGAIN, _("Send the application back for verification")),
        ),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=TEXT)


SUSPEND, RESTORE, WITHDRAW = "suspend", "restore", "withdraw"
LICENCE_ACTS = {
    SUSPEND: _("Suspend the licence"),
    RESTORE: _("Lift the suspension"),
    WITHDRAW: _("Withdraw the licence"),
}


class LicenceForm(HouseForm):
    """What is done to a licence."""

    act = forms.ChoiceField(label=_("What to do"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=TEXT,
        help_text=_("The reason appears on the product's public page."),
    )

    def __init__(self, acts: Iterable[str], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_choices(self, "act", [(act, LICENCE_ACTS[act]) for act in acts])


class PassportForm(HouseForm):
    """What a product passport discloses."""

    names_site = forms.BooleanField(
        label=_("Name the site where the product is made"), required=False
    )
    shows_values = forms.BooleanField(
        label=_("Show measured values, such as the recycled content"), required=False
    )

    def __init__(self, has_site: bool, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        if not has_site:
            self.fields["names_site"].disabled = True
            self.fields["names_site"].help_text = _(
                "Not possible yet: the page of the product names no site that makes it."
            )


class RegisterForm(HouseForm):
    """What is looked for in the register."""

    q = forms.CharField(
        label=_("Number, product or company"),
        max_length=100,
        required=False,
        help_text=_("Enter the first letters of one or more words, or a GTIN."),
    )
    scheme = forms.ChoiceField(label=_("Label or award"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=(("", _("all")), *LicenceState.choices),
        required=False,
    )

    def __init__(self, schemes: Iterable[tuple[str, str]], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        offer_choices(self, "scheme", [("", _("all")), *schemes])


def documents_of(company: Organisation) -> Any:
    """Return the documents that a company may prove something with."""
    return Document.objects.filter(organisation=company)
