from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benchmarks', '0006_words_of_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='release',
            name='ledger',
            field=models.JSONField(default=list),
        ),
    ]
