"""Investments that an option needs in later years."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('production', '0021_book_value_of_replaced_equipment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Outlay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('option', models.CharField(max_length=100)),
                ('year', models.PositiveIntegerField()),
                ('amount', models.FloatField()),
                ('what', models.CharField(max_length=2000, null=True)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='production.assessment')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('assessment', 'option', 'year'), name='one_outlay_per_year')],
            },
        ),
    ]
