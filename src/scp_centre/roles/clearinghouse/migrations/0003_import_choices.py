from django.db import migrations, models


class Migration(migrations.Migration):
    """What was chosen for a file of a source is offered for its next one."""

    dependencies = [("clearinghouse", "0002_questions_needs_and_what_sources_said")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="import_choices",
            field=models.JSONField(default=dict),
        ),
    ]
