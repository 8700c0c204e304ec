from django.db import migrations, models


class Migration(migrations.Migration):
    """What was chosen for a file of a source is offered for its next one."""

    dependencies = [("clearinghouse", "0004_an_origin_has_its_source")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="import_choices",
            field=models.JSONField(default=dict),
        ),
    ]
