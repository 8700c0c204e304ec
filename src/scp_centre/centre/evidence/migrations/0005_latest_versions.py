"""A figure says whether it is the latest version of itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_subjects_of_any_kind")]
    operations = [
        migrations.AddField("observation", "is_latest", models.BooleanField(default=True))
    ]
