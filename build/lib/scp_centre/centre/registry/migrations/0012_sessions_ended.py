from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_information_officers")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0),
        )
    ]
