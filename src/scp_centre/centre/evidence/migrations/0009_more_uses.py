"""A company can consent to footprints, markets, the network and exchange between centres."""

from django.db import migrations, models

USES = [
    ("benchmark", "Benchmark"),
    ("case study", "Case Study"),
    ("label", "Label"),
    ("footprint", "Footprint"),
    ("market", "Market"),
    ("network", "Network"),
    ("exchange between centres", "Exchange"),
]


class Migration(migrations.Migration):
    dependencies = [("evidence", "0008_dependents")]
    operations = [
        migrations.AlterField("consent", "use", models.CharField(choices=USES, max_length=40))
    ]
