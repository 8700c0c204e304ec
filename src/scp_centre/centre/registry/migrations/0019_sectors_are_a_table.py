"""The one class of ISIC beside a company goes; the table of sectors holds it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0018_sectors_of_organisations")]
    operations = [migrations.RemoveField("organisation", "isic")]
