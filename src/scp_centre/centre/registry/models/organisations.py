"""Organisations of any kind, with their sectors, sites and contact persons."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


class Sector(models.TextChoices):
    FOOD = "food and beverage", _("food and beverage")
    TEXTILES = "textiles and leather", _("textiles and leather")
    METAL = "metal finishing and foundry", _("metal finishing and foundry")
    CHEMICALS = "chemicals", _("chemicals")
    BUILDING = "building materials", _("building materials")
    OTHER = "other", _("other")


class Kind(models.TextChoices):
    """What an organisation is."""

    COMPANY = "company", _("company")
    GOVERNMENT = "ministry or agency", _("ministry or agency")
    ASSOCIATION = "association", _("association")
    FINANCE = "bank or fund", _("bank or fund")
    RESEARCH = "research organisation", _("research organisation")
    CIVIL_SOCIETY = "civil society organisation", _("civil society organisation")
    CERTIFIER = "certification body", _("certification body")
    PEER_CENTRE = "peer centre", _("peer centre")


class Organisation(models.Model):
    """An organisation that the centre works with: a company, a ministry, a bank …

    sector : in the centre's own six groups; empty where none fits an organisation of its kind
    """

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    kind = WordField(max_length=30, choices=Kind.choices, default=Kind.COMPANY)
    sector = WordField(max_length=40, choices=Sector.choices, blank=True)
    is_sample = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "country"], name="one_organisation_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def isic(self) -> str:
        """Return the code of the main sector; "" while there is none."""
        found = [s.isic for s in self.sectors.all() if s.is_main]
        return found[0] if found else ""


class OrganisationSector(models.Model):
    """A sector in which an organisation works, by ISIC Rev. 4: division, group or class."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sectors")
    isic = models.CharField(max_length=4)
    is_main = models.BooleanField(default=False)

    objects = FollowedManager()

    class Meta:
        ordering = ["-is_main", "isic"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "isic"], name="one_row_a_sector"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_main=True), name="one_main_sector"
            ),
            models.CheckConstraint(condition=~Q(isic=""), name="a_sector_has_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.isic}"


class Site(models.Model):
    """A place where an organisation produces.

    isic : the class of what this site makes; empty where that is the organisation's main sector
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=100, blank=True)
    isic = models.CharField(max_length=4, blank=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_site_per_name")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.name}"


class ContactPerson(models.Model):
    """Somebody of an organisation whom the centre calls or writes to; needs no account.

    function : what they do there    address : by post
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField(max_length=150)
    function = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(telephone="") | ~Q(address=""),
                name="a_contact_can_be_reached",
            )
        ]

    def __str__(self) -> str:
        return self.name
