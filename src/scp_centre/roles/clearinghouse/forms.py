"""What suggesters, followers and editors fill in."""

from collections.abc import Mapping
from typing import Any

from django import forms

from scp_centre.centre.entry_fields import DayField, WholeNumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.foreign_files.text_encoding import ENCODINGS
from scp_centre.centre.sheets.forms import FIND_OUT
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.messages import _
from scp_centre.roles.clearinghouse.actions.sources import SOURCE_KINDS
from scp_centre.roles.clearinghouse.fields import DETAIL_LABELS, DETAIL_SORTS, DETAILS
from scp_centre.roles.clearinghouse.models import Frequency, Item
from scp_centre.roles.clearinghouse.vocabulary import LISTS, choices, code_named
from scp_centre.roles.clearinghouse.vocabulary import label as label_of

SAID = {
    "title": (_("Title"), ""),
    "summary": (
        _("Summary in two or three sentences"),
        _("What the item is and how it helps the reader."),
    ),
    "body": (_("More"), _("Markdown: headings, lists, links, tables.")),
    "for_whom": (_("For whom"), _("Dyehouses with more than ten machines, …")),
    "cost": (_("Cost"), _("In words or figures, with currency and year.")),
    "saving": (_("Saving"), _("Include the unit. Omit savings that have not been measured.")),
    "proven": (
        _("Where the solution has been proven"),
        _("Who used the solution, where and when."),
    ),
}
LONG = {"summary": 4, "body": 14}
LABELS = {
    "type": _("Type"),
    "language": _("Language"),
    "year": _("Year"),
    "topics": _("Topics"),
    "technologies": _("Technologies"),
    "sectors": _("Sectors"),
    "option_kinds": _("Kinds of option"),
    "roles": _("Roles of the centre"),
    "countries": _("Countries"),
    "cost": _("Class of cost"),
    "address": _("Address"),
    "doi": _("DOI"),
    "publisher": _("Publisher"),
    "authors": _("Authors"),
    "licence": _("Licence"),
    "contact": _("Contact"),
    "review_due": _("Date of next check"),
}
HELPS = {
    "countries": _("Names or codes, separated by commas."),
    "address": _("Where the document can be read or obtained."),
    "authors": _("One per line: family name, given name."),
    "contact": _("A name and an e-mail address or telephone number that may be shown."),
}
OPEN = {  # what a suggestion asks for, no more
    "type",
    "language",
    "address",
    "topics",
    "sectors",
    "doi",
    "year",
    "publisher",
    "authors",
}


class Folded(forms.CheckboxSelectMultiple):
    """Many boxes, of which only the ticked are shown until somebody wants all."""

    folded = True


class CountriesField(forms.CharField):
    """Countries by name in any language of the centre, or by code."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return ", ".join(label_of("country", code, _language()) for code in value)
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        names = [n.strip() for n in str(value or "").split(",") if n.strip()]
        found = {name: code_named("country", name) for name in names}
        if missing := [name for name, code in found.items() if not code]:
            raise forms.ValidationError(
                current_speaker()(_("{name} is not a recognised country.", name=missing[0]))
            )
        return list(found.values())

    def validate(self, value: Any) -> None:
        """A country is optional."""

    def run_validators(self, value: Any) -> None:
        """The codes are checked already."""


def _language() -> str:
    return current_speaker().language


def _field(name: str) -> forms.Field:
    """Return the field of one value of an item."""
    label, help_text = LABELS[name], HELPS.get(name, "")
    if name == "countries":
        return CountriesField(label=label, required=False, help_text=help_text)
    if name in LISTS:
        return forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=lambda: choices(LISTS[name], _language()),
            widget=Folded,
        )
    match name:
        case "type":
            return forms.ChoiceField(label=label, choices=lambda: choices("type", _language()))
        case "language":
            return forms.ChoiceField(label=label, choices=lambda: choices("language", _language()))
        case "cost":
            return forms.ChoiceField(
                label=label,
                required=False,
                choices=lambda: [("", "–"), *choices("cost", _language())],
            )
        case "year":
            return WholeNumberField(label=label, required=False, min_value=1800, max_value=2200)
        case "authors":
            return forms.CharField(
                label=label,
                required=False,
                help_text=help_text,
                widget=forms.Textarea({"rows": 2}),
            )
        case "review_due":
            return DayField(label=label, required=False)
    most = {"address": 1000, "contact": 300, "publisher": 300}.get(name, 200)
    return forms.CharField(label=label, required=False, max_length=most, help_text=help_text)


class TextForm(HouseForm):
    """What an item says in one language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in SAID.items():
            self.fields[name] = _text_field(name, label, help_text)


def _text_field(name: str, label: str, help_text: str) -> forms.CharField:
    """Return the field of one text of an item: a line, or some rows where it is long."""
    if name in LONG:
        most, widget = 20_000, forms.Textarea({"rows": LONG[name]})
    else:
        most, widget = 500, None
    if name == "title":
        most = 300
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=name == "title",
        max_length=most,
        widget=widget,
    )


class TranslationForm(ShownForm, TextForm):
    """What an item says in a language beside its own."""


class ItemForm(HouseForm):
    """The values of an item, and the few fields of its type."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"] = _field("type")
        for name in DETAILS.get(kind, ()):
            sort = DETAIL_SORTS.get(name, "text")
            self.fields[f"detail_{name}"] = _detail(DETAIL_LABELS[name], sort)
        for name in LABELS:
            self.fields.setdefault(name, _field(name))

    def values(self) -> dict[str, Any]:
        """Return the values as the actions take them."""
        return item_values(self.cleaned_data)


def _detail(label: str, sort: str) -> forms.Field:
    if sort == "maturity":
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=lambda: [("", "–"), *choices("maturity", _language())],
        )
    if sort == "date":
        return DayField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=500)


def item_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, as the actions take it."""
    made = {name: data[name] for name in LABELS if name in data}
    if "authors" in made:
        made["authors"] = [a.strip() for a in made["authors"].splitlines() if a.strip()]
    made["details"] = {
        name.removeprefix("detail_"): str(value)
        for name, value in data.items()
        if name.startswith("detail_") and value
    }
    return made


def initial_of(item: Item) -> dict[str, Any]:
    """Return what stands in the form of an item."""
    made = {name: getattr(item, name) for name in LABELS}
    made["authors"] = "\n".join(item.authors)
    return made | {f"detail_{k}": v for k, v in item.details.items()}


class PasteForm(HouseForm):
    """The first step of a suggestion: anything that says what it is."""

    pasted = forms.CharField(
        label=_("Link, DOI or citation"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "An address, a DOI, or a reference as BibTeX, RIS, CSL-JSON, PubMed or EndNote."
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("PDF, saved web page, .bib, .ris, .nbib, .enw or .json, up to 10 MB."),
    )


class SuggestForm(TextForm):
    """The second step: what could be read stands in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("body", "cost", "proven", "saving", "for_whom"):
            del self.fields[name]
        for name in LABELS:
            if name in OPEN:
                self.fields[name] = _field(name)
        self.fields["suggested_by"] = forms.EmailField(
            label=_("Your e-mail address"),
            required=False,
            help_text=_(
                "We use your address to ask you questions and to tell you the outcome. The "
                "address is not published."
            ),
        )
        self.fields["website"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["read"] = forms.CharField(
            required=False, max_length=20_000, widget=forms.HiddenInput
        )

    @property
    def main(self) -> list[str]:
        return ["title", "summary", "type", "address", "suggested_by", "website", "read"]


class FollowForm(HouseForm):
    nouns = {
        "frequency": _("Frequency"),
    }

    email = forms.EmailField(label=_("E-mail address"))
    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, initial=Frequency.WEEKLY
    )
    criteria = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)


class AskForm(HouseForm):
    text = forms.CharField(
        label=_("Question"),
        max_length=5_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The question is sent by e-mail with a link for the answer."),
    )


class AnswerForm(HouseForm):
    answer = forms.CharField(
        label=_("Your answer"), max_length=5_000, widget=forms.Textarea({"rows": 6})
    )


class RetireForm(HouseForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("The text appears on the item's page.")
    )


class SynonymsForm(HouseForm):
    nouns = {
        "words": _("Synonyms"),
    }

    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: choices("language", _language())
    )
    words = forms.CharField(
        label=_("Synonyms"),
        max_length=500,
        help_text=_("Separated by commas: variable speed drive, frequency converter, VFD"),
    )


class NewsletterForm(ShownForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: choices("language", _language())
    )
    opening = forms.CharField(
        label=_("Opening text"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea({"rows": 4}),
    )


class SourceForm(ShownForm):
    nouns = {
        "kind": _("Type of source"),
    }

    title = forms.CharField(label=_("Source name"), max_length=200)
    kind = forms.ChoiceField(label=_("What it is"), choices=list(SOURCE_KINDS.items()))
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=1000,
        help_text=_("Address of the repository (it often ends in /oai) or of the feed."),
    )
    set_spec = forms.CharField(
        label=_("Set"),
        required=False,
        max_length=200,
        help_text=_("Set of the OAI-PMH repository. Leave empty to harvest everything."),
    )
    every_days = WholeNumberField(
        label=_("Days between harvests"),
        min_value=0,
        max_value=365,
        initial=7,
        help_text=_("Enter 0 to harvest only manually."),
    )
    publish_at_once = forms.BooleanField(
        label=_("Publish without review by an editor"),
        required=False,
        help_text=_("Use this option only for a centre that you trust."),
    )


class ImportForm(HouseForm):
    nouns = {
        "source": _("Origin of the file"),
    }

    source = forms.CharField(
        label=_("Where the file comes from"),
        max_length=200,
        help_text=_(
            "The origin is shown on each item. Your column choices are saved under this name."
        ),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(".xlsx, .csv, .bib, .ris, .nbib, .enw, .json (CSL), .pdf, or a .zip of PDFs."),
    )
    encoding = forms.ChoiceField(
        label=_("Text file encoding"),
        required=False,
        choices=[FIND_OUT, *ENCODINGS.items()],
        help_text=_("Choose another encoding if letters look wrong."),
    )
    skip = forms.BooleanField(
        label=_("Import the valid rows even if others contain errors"), required=False
    )
