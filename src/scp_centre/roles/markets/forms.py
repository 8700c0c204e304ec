"""The forms of the markets role."""

from django import forms

from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.messages import _
from scp_centre.methods.tenders import Deadline
from scp_centre.roles.markets.tender_files import LARGEST_FILE

STATES = (
    ("", _("All")),
    (Deadline.OPEN.value, _("Open")),
    (Deadline.NOT_YET.value, _("Opens later")),
    (Deadline.UNKNOWN.value, _("No deadline given")),
    (Deadline.CLOSED.value, _("Closed")),
)


class TenderFileForm(HouseForm):
    """A file of published tenders, to be imported."""

    file = forms.FileField(
        label=_("File of tenders"),
        help_text=_(
            "Open Contracting Data Standard: a package or list in JSON, or JSON lines. The file "
            "may be compressed by gzip."
        ),
    )
    source = forms.CharField(
        label=_("Publisher and origin"),
        max_length=300,
        help_text=_("Who published the tenders, and where you got the file."),
    )

    def clean_file(self) -> object:
        """Refuse a file that no job would read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than 100 MB. Split it into smaller files.")
            )
        return file


class TenderSearchForm(HouseForm):
    """Which tenders are listed."""

    q = forms.CharField(label=_("Words in the title or buyer"), max_length=100, required=False)
    cpv = forms.CharField(
        label=_("CPV code"),
        max_length=12,
        required=False,
        help_text=_("All of the code, or its first digits."),
    )
    state = forms.ChoiceField(label=_("Deadline"), choices=STATES, required=False)

    def clean_cpv(self) -> str:
        """Return the first digits of a code, without its check digit."""
        text = str(self.cleaned_data["cpv"]).replace(" ", "").partition("-")[0]
        if text and not (text.isascii() and text.isdigit() and 2 <= len(text) <= 8):
            raise forms.ValidationError(_("Enter 2 to 8 digits of a CPV code."))
        return text


class WordsForm(ShownForm):
    """The words by which buyers ask for a product."""

    words = forms.CharField(
        label=_("Words that buyers use"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "One phrase on each line, in English, French, Spanish or Arabic, such as “solar pump”."
        ),
    )
