

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('public_site', '0001_first'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assessmentrequest',
            name='sector',
            field=models.CharField(choices=[('food and beverage', 'food and beverage'), ('textiles and leather', 'textiles and leather'), ('metal finishing and foundry', 'metal finishing and foundry'), ('chemicals', 'chemicals'), ('building materials', 'building materials'), ('other', 'other')], max_length=40),
        ),
        migrations.AlterField(
            model_name='assessmentrequest',
            name='state',
            field=models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('declined', 'declined')], db_index=True, default='open', max_length=10),
        ),
    ]
