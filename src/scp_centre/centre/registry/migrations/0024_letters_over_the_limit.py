from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0023_sample_centre"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="letter",
            field=models.CharField(
                blank=True,
                choices=[
                    ("sent", "Sent"),
                    ("refused by the mail server", "Refused"),
                    ("no mail server", "None"),
                    ("too many e-mails", "Limited"),
                ],
                max_length=30,
            ),
        ),
    ]
