"""Names, formulas and inputs of figures are kept as messages, which each reader reads."""

from django.db import migrations

from scp_centre.centre.translation.fields import MessageField, MessageJSONField


class Migration(migrations.Migration):
    dependencies = [("evidence", "0011_words_of_choices")]
    operations = [
        migrations.AlterField("observation", "formula", MessageField()),
        migrations.AlterField("observation", "inputs", MessageJSONField(default=list)),
        migrations.AlterField("observation", "name", MessageField()),
    ]
