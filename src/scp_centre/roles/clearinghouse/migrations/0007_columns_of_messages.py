"""What became of a link and of a harvest is kept as messages, which each reader reads."""

from django.db import migrations

from scp_centre.centre.translation.fields import MessageField, MessageJSONField


class Migration(migrations.Migration):
    dependencies = [("clearinghouse", "0006_words_of_choices")]
    operations = [
        migrations.AlterField("item", "link_said", MessageField(blank=True)),
        migrations.AlterField("source", "last_said", MessageField(blank=True)),
        migrations.AlterField("source", "state", MessageJSONField(default=dict)),
    ]
