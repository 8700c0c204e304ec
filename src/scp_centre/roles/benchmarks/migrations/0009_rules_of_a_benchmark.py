from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('benchmarks', '0008_order_of_a_smoothed_mark'),
    ]

    operations = [
        migrations.AddField(
            model_name='benchmark',
            name='p_percent',
            field=models.FloatField(default=10.0),
        ),
        migrations.AddField(
            model_name='benchmark',
            name='dominance_n',
            field=models.PositiveIntegerField(default=2),
        ),
        migrations.AddField(
            model_name='benchmark',
            name='dominance_percent',
            field=models.FloatField(default=85.0),
        ),
        migrations.AddConstraint(
            model_name='benchmark',
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ('p_percent__gte', 5),
                    ('p_percent__lte', 100),
                    ('dominance_n__gte', 1),
                    ('dominance_percent__gt', 0),
                    ('dominance_percent__lte', 100),
                ),
                name='rules_that_protect',
            ),
        ),
    ]
