from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db import migrations, models

SAMPLE_DOMAIN = "@verdania.example"  # of the people of the sample centre, and of nobody else


def mark_sample(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Person = apps.get_model("registry", "Person")
    if Person.objects.filter(email__endswith=SAMPLE_DOMAIN).exists():
        apps.get_model("registry", "Centre").objects.update(is_sample=True)


class Migration(migrations.Migration):
    dependencies = [("registry", "0022_one_membership_of_a_kind")]

    operations = [
        migrations.AddField("centre", "is_sample", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(mark_sample, migrations.RunPython.noop),
    ]
