"""Products of organisations, their versions, and the sites that make them."""

from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.registry.models.organisations import Organisation, Site


class Product(models.Model):
    """A good or service of one organisation.

    functional_unit : what one of it does for its user, as "1 kg of cheese at the shop"
    reference_unit : the unit in which its amount is counted, as "kg"
    hs : six digits of the Harmonized System    cpv : eight digits of the EU's procurement list
    gtin : with its check digit, as the barcode says it
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="products"
    )
    name = models.CharField(max_length=200)
    functional_unit = models.CharField(max_length=200, blank=True)
    reference_unit = models.CharField(max_length=20)
    hs = models.CharField(max_length=6, blank=True)
    cpv = models.CharField(max_length=8, blank=True)
    gtin = models.CharField(max_length=14, blank=True)
    sites = models.ManyToManyField(Site, through="ProductSite", related_name="products")
    created = models.DateTimeField(auto_now_add=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_product_per_name"),
            models.UniqueConstraint(
                fields=["gtin"], condition=~Q(gtin=""), name="one_product_per_gtin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.name}"


class ProductSite(models.Model):
    """A site makes a product; both are of the same organisation (kept by `set_product_sites`)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="makers")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "site"], name="one_row_a_making_site")
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.site.name}"


class ProductVersion(models.Model):
    """A redesign of a product, from a day on."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="versions")
    label = models.CharField(max_length=40)
    since = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "label"], name="one_version_per_label")
        ]

    def __str__(self) -> str:
        return f"{self.product}, {self.label}"
