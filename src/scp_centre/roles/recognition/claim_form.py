"""The form on which anybody checks a claim."""

from django import forms

from scp_centre.centre.entry_fields import NumberField
from scp_centre.centre.field_errors import HouseForm
from scp_centre.methods.claims import LANGUAGES, LONGEST, Known
from scp_centre.methods.messages import _

YES, NO = "yes", "no"
TOLD = (("", _("not known")), (YES, _("yes")), (NO, _("no")))
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español"}  # each in its own
FACTS = ("excellent", "certified", "plan", "offsets")


def _fact(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=TOLD, required=False)


class ClaimForm(HouseForm):
    """A claim, its language, and what is known beside its words."""

    main = ("text", "language")
    text = forms.CharField(
        label=_("Claim"),
        max_length=LONGEST,
        help_text=_("Enter one claim, exactly as you will print it."),
        widget=forms.Textarea({"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the claim"),
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
    )
    excellent = _fact(
        _("Does the product have recognised excellent environmental performance for this claim?")
    )
    certified = _fact(_("Is the label run by a certification scheme or a public authority?"))
    plan = _fact(_("Is there a public plan verified by an independent expert?"))
    offsets = _fact(_("Does the effect rely on offsetting?"))
    part = forms.CharField(label=_("Part of the product"), max_length=100, required=False)
    share = NumberField(
        label=_("Share of this part covered by the claim (%)"),
        min_value=0,
        max_value=100,
        required=False,
    )
    material = forms.CharField(label=_("Material"), max_length=100, required=False)

    def known(self) -> Known:
        """Return what a valid form says beside the wording."""
        data = self.cleaned_data
        told = {name: {YES: True, NO: False}.get(data[name]) for name in FACTS}
        return Known(**told, part=data["part"], share=data["share"], material=data["material"])
