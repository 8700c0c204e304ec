"""Forms about impact methods of other programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.translation import current_speaker
from scp_centre.methods.footprints import UsedMethod
from scp_centre.methods.messages import _
from scp_centre.roles.products.import_forms import StatedOnImport
from scp_centre.roles.products.models import KeptImpactMethod


class MethodFileForm(HouseForm):
    """An impact method of another program, to be checked."""

    file = forms.FileField(label=_("Impact method"))


class MethodImportForm(StatedOnImport, MethodFileForm):
    """An impact method, to be checked or imported; only an import needs the rest."""

    stated = ("name", "version", "source", "licence")

    name = forms.CharField(
        label=_("Method name"),
        max_length=120,
        required=False,
        help_text=_("The name that footprints will show. Needed only for an import."),
    )
    version = forms.CharField(
        label=_("Version"),
        max_length=60,
        required=False,
        help_text=_("Version or year, as stated by the publisher. Needed only for an import."),
    )
    source = forms.CharField(
        label=_("Publisher and origin"),
        max_length=300,
        required=False,
        help_text=_("Who published the method, and where you got it. Needed only for an import."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        max_length=300,
        required=False,
        help_text=_("What the licence allows, in your own words. Needed only for an import."),
    )


class IndicatorsForm(HouseForm):
    """Which imported methods a model shows other indicators by."""

    def __init__(
        self,
        methods: Iterable[KeptImpactMethod],
        used: Sequence[UsedMethod],
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        say = current_speaker()
        chosen = {one.key: one for one in used}
        for method in methods:
            before = chosen.get(method.content_hash)
            self.fields[f"method-{method.pk}"] = forms.BooleanField(
                label=str(method), required=False, initial=before is not None
            )
            if method.normalisations:
                choices = [("", say(_("Neither normalised nor weighted")))]
                choices += [(name, name) for name in method.normalisations]
                self.fields[f"normalisation-{method.pk}"] = forms.ChoiceField(
                    label=_("Normalisation and weighting by {method}", method=str(method)),
                    choices=choices,
                    required=False,
                    initial=before.normalisation if before else "",
                    help_text=_(
                        "Weights are value choices made by the authors of the set. The report "
                        "names the set."
                    ),
                )
