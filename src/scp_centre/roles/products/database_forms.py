"""Forms about life-cycle databases of other programs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet

from scp_centre.centre.entry_fields import NumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.lifecycle import NOT_COUNTED
from scp_centre.methods.messages import _
from scp_centre.reference.greenhouse_flow_rows import greenhouse_gases
from scp_centre.roles.products.gas_titles import gas_title
from scp_centre.roles.products.import_forms import StatedOnImport

Row = TypeVar("Row", bound=Model)


class DatabaseForm(HouseForm):
    """A life-cycle database of another program, to be checked."""

    file = forms.FileField(label=_("Life-cycle database"))


class ImportForm(StatedOnImport, DatabaseForm):
    """A life-cycle database, to be checked or imported; only an import needs the rest."""

    stated = ("name", "source", "licence")

    name = forms.CharField(
        label=_("Database name"),
        max_length=120,
        required=False,
        help_text=_(
            "The name with its version, as footprints will show it. Needed only for an import."
        ),
    )
    source = forms.CharField(
        label=_("Publisher and origin"),
        max_length=300,
        required=False,
        help_text=_("Who published the database, and where you got it. Needed only for an import."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=300,
        required=False,
        help_text=_(
            "What the licence allows, in your own words. Footprints show only the scores of "
            "processes, never their flows. Needed only for an import."
        ),
    )


class DeclarationsForm(HouseForm):
    """Environmental product declarations in ILCD+EPD, to be imported."""

    file = forms.FileField(label=_("Declarations (ILCD+EPD)"))
    source = forms.CharField(
        label=_("Publisher and origin"),
        max_length=300,
        help_text=_("Who published the declarations, and where you got them."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=300,
        help_text=_("What the licence allows, in your own words."),
    )


class TakeDeclarationForm(HouseForm):
    """Which modules of a declaration a model counts."""

    modules = forms.MultipleChoiceField(
        label=_("Modules to include"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Module D lies beyond the life of the product and is never included in a sum."),
    )
    spread = NumberField(
        label=_("Uncertainty, %"),
        min_value=0.0,
        max_value=300.0,
        required=False,
        help_text=_("One standard deviation. Leave this field empty if you do not know the value."),
    )

    def __init__(self, modules: Sequence[tuple[str, str]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["modules"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(modules)


class DecisionsForm(HouseForm):
    """Decisions on flows that were downloaded here or from another centre."""

    file = forms.FileField(label=_("Decision file (CSV)"))


class ProcessSearchForm(HouseForm):
    """What is looked for in the processes of databases."""

    q = forms.CharField(
        label=_("Words in the name"),
        max_length=120,
        required=False,
        help_text=_(
            "Words from the process, its product or its region, in the database’s language."
        ),
    )

    def found_in(self, find: Callable[[str], QuerySet[Row]]) -> QuerySet[Row]:
        """Return what the words find; all while none are asked for, none of words with an error.

        find : the words -> rows
        """
        if not self.is_bound:
            return find("")
        return find(self.cleaned_data["q"]) if self.is_valid() else find("").none()


class ProcessForm(HouseForm):
    """How uncertain the score of a process is, as whoever takes it states."""

    spread = NumberField(
        label=_("Uncertainty, %"),
        min_value=0.0,
        max_value=300.0,
        required=False,
        help_text=_("One standard deviation. Leave this field empty if you do not know the value."),
    )


class FlowForm(HouseForm):
    """What one flow counts as; the name of the field is its place in the list."""

    def __init__(self, flows: Sequence[dict[str, Any]], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        say = current_speaker()
        choices = [
            ("", say(_("Use the entry in the table"))),
            (NOT_COUNTED, say(_("Not a greenhouse gas"))),
        ]
        choices += [(key, str(say(gas_title(gas)))) for key, gas in greenhouse_gases().items()]
        for place, flow in enumerate(flows):
            self.fields[f"flow-{place}"] = forms.ChoiceField(
                label=flow["label"],
                choices=choices,
                required=False,
                initial=flow["decided"],
            )
