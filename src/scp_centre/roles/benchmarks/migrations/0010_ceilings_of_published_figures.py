# The ceiling of a target was worked out of the plants behind its release, and told one of them
# where few lay below it. It is now a published figure, or none.
# Not reversible: the old ceiling cannot be known without the plants, and must not be shown again.

from typing import Any

from django.db import migrations, models


def forget_ceilings(apps: Any, schema_editor: Any) -> None:
    Target = apps.get_model('benchmarks', 'Target')
    best = Target.objects.filter(method__in=('best quartile', 'best tenth'))
    best.update(ceiling=models.F('value'))
    Target.objects.filter(method='contraction').update(ceiling=None)


class Migration(migrations.Migration):

    dependencies = [
        ('benchmarks', '0009_rules_of_a_benchmark'),
    ]

    operations = [
        migrations.RunPython(forget_ceilings, migrations.RunPython.noop),
    ]
