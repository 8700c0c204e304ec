from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('public_site', '0001_first'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assessmentrequest',
            name='sector',
            field=models.CharField(max_length=40),
        ),
        migrations.AlterField(
            model_name='assessmentrequest',
            name='state',
            field=models.CharField(db_index=True, default='open', max_length=10),
        ),
    ]
