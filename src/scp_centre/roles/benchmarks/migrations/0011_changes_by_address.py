# The changes of a release named earlier releases by their row; the public file shows them, so
# they are named by their public address.
# Not reversible: nothing needs the rows again.

from typing import Any

from django.db import migrations


def name_by_address(apps: Any, schema_editor: Any) -> None:
    Release = apps.get_model('benchmarks', 'Release')
    rows = Release.objects.select_related('benchmark')
    address = {str(r.pk): f'{r.benchmark.slug}/{r.version}' for r in rows}
    for release in rows:
        changes = release.content.get('changes')
        if changes:
            release.content['changes'] = {
                address.get(key, key): error for key, error in changes.items()
            }
            release.save(update_fields=['content'])


class Migration(migrations.Migration):

    dependencies = [
        ('benchmarks', '0010_ceilings_of_published_figures'),
    ]

    operations = [
        migrations.RunPython(name_by_address, migrations.RunPython.noop),
    ]
