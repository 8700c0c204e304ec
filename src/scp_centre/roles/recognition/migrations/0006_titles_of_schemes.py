"""Schemes and their published criteria have name and promise in further languages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0005_fees_and_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='criteriaversion',
            name='titles',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='scheme',
            name='titles',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
