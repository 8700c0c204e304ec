"""One membership of a kind in the centre too, where the organisation is empty."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_memberships_once")]

    operations = [
        migrations.RemoveConstraint("membership", "one_membership_of_a_kind"),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=["person", "role", "organisation"],
                condition=Q(organisation__isnull=False),
                name="one_membership_in_a_company",
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(organisation__isnull=True),
                name="one_membership_in_the_centre",
            ),
        ),
    ]
