"""Who confirmed the gross domestic product of a table, and when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("policy", "0004_fuels"),
    ]

    operations = [
        migrations.AddField(
            model_name="table",
            name="confirmed",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="table",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
