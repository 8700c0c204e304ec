"""Forms of the registry: an organisation, its sites, products and contact persons."""

from typing import Any

from django import forms

from scp_centre.centre.entry_fields import DayField
from scp_centre.centre.field_choices import offer_choices
from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.registry.models import Kind, Organisation, Sector
from scp_centre.centre.stale_forms import ShownForm
from scp_centre.methods.messages import _
from scp_centre.methods.quantity import SYMBOLS


class OrganisationForm(ShownForm):
    nouns = {
        "name": _("Organisation name"),
    }

    name = forms.CharField(label=_("Name"), max_length=200)
    country = forms.CharField(label=_("Country"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=[("", _("None of these")), *Sector.choices],
        required=False,
        help_text=_("Required for companies."),
    )
    sectors = forms.CharField(
        label=_("Sectors (ISIC Rev. 4)"),
        max_length=200,
        required=False,
        help_text=_(
            "Codes of 2, 3 or 4 digits, separated by commas, with the main sector first: 1050, "
            "3530."
        ),
    )

    def clean_sectors(self) -> list[str]:
        text: str = self.cleaned_data["sectors"]
        return [code.strip() for code in text.split(",")]

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        """Return what the form shows of an organisation."""
        codes = ", ".join(s.isic for s in organisation.sectors.all())
        names = ("name", "country", "kind", "sector")
        return {name: getattr(organisation, name) for name in names} | {"sectors": codes}


class SiteForm(ShownForm):
    nouns = {
        "name": _("Site name"),
    }

    name = forms.CharField(label=_("Name"), max_length=200)
    region = forms.CharField(label=_("Region"), max_length=100, required=False)
    isic = forms.CharField(
        label=_("ISIC Rev. 4 class"),
        max_length=4,
        required=False,
        help_text=_("Leave this field empty if the site is in the organisation's main sector."),
    )


class ContactForm(ShownForm):
    nouns = {
        "name": _("Contact’s name"),
    }

    name = forms.CharField(label=_("Name"), max_length=150)
    function = forms.CharField(label=_("Job title"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)


class ProductForm(ShownForm):
    nouns = {
        "name": _("Product name"),
    }

    name = forms.CharField(label=_("Name"), max_length=200)
    functional_unit = forms.CharField(
        label=_("Functional unit"),
        max_length=200,
        required=False,
        help_text=_("What the product does for its user, for example 1 kg of cheese at the shop."),
    )
    reference_unit = forms.ChoiceField(
        label=_("Reference unit"),
        choices=[(s, s) for s in SYMBOLS],
        help_text=_("The unit in which quantities of the product are expressed."),
    )
    hs = forms.CharField(
        label=_("HS code"),
        max_length=10,
        required=False,
        help_text=_("The first 4 or 6 digits of the customs tariff number."),
    )
    cpv = forms.CharField(
        label=_("CPV code"),
        max_length=12,
        required=False,
        help_text=_("8 digits from the Common Procurement Vocabulary."),
    )
    gtin = forms.CharField(
        label=_("GTIN"), max_length=20, required=False, help_text=_("The digits below the barcode.")
    )
    sites = forms.MultipleChoiceField(
        label=_("Production sites"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, organisation: Organisation, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.of = {str(site.pk): site for site in organisation.sites.all()}
        offer_choices(self, "sites", [(pk, s.name) for pk, s in self.of.items()])

    def chosen_sites(self) -> list[Any]:
        """Return the sites that were ticked."""
        return [self.of[pk] for pk in self.cleaned_data["sites"]]


class VersionForm(HouseForm):
    label = forms.CharField(label=_("Version"), max_length=40)
    since = DayField(label=_("Since"), required=False)
    note = forms.CharField(label=_("What changed"), max_length=500, required=False)
