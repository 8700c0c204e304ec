"""What a form asks of a text table: how it is written, where that is not found out."""

from django import forms

from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.foreign_files.csv_reader import SEPARATORS, CsvForm
from scp_centre.centre.foreign_files.text_encoding import ENCODINGS
from scp_centre.centre.sheets.table_notation import BY_EXAMPLE
from scp_centre.methods.messages import _

FIND_OUT = ("", _("Detect automatically"))


class TextTableForm(HouseForm):
    """Fields of a form that takes a text table; they come after its own."""

    encoding = forms.ChoiceField(
        label=_("Text file encoding"),
        required=False,
        choices=[FIND_OUT, *ENCODINGS.items()],
        help_text=_("Choose another encoding if letters look wrong."),
    )
    separator = forms.ChoiceField(
        label=_("Text file separator"),
        required=False,
        choices=[FIND_OUT, *SEPARATORS.items()],
        help_text=_("Choose another separator if the columns look wrong."),
    )

    notation = forms.ChoiceField(
        label=_("Number and date format of the text file"),
        required=False,
        choices=[FIND_OUT, *BY_EXAMPLE.items()],
        help_text=_("Choose a format if a number or date could be read in two ways."),
    )

    def csv_form(self) -> CsvForm:
        """Return what the user chose; what is empty is found out."""
        values = self.cleaned_data
        return CsvForm(values["encoding"], values["separator"], values["notation"])
