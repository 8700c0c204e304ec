from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0015_trainers_pool'),
    ]

    operations = [
        migrations.AddField(
            model_name='module',
            name='valid_months',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='participant',
            name='renewed',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='participant',
            name='valid_until',
            field=models.DateField(null=True),
        ),
    ]
