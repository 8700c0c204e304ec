"""Further terms of an option: what is replaced anyway, other savings, renewals, how sure it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0016_daily_temperatures"),
    ]

    operations = [
        migrations.AddField(
            model_name="option",
            name="replaced",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="other_saving",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="other_saving_basis",
            field=models.CharField(max_length=2000, null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="renewal",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="renewal_years",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="saving_range",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="option",
            name="investment_range",
            field=models.FloatField(null=True),
        ),
    ]
