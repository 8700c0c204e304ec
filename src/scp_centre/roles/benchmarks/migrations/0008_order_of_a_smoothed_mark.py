from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benchmarks', '0007_ledger_of_a_release'),
    ]

    operations = [
        migrations.AddField(
            model_name='contribution',
            name='order',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
