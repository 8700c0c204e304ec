"""Titles, messages and findings of jobs are kept as messages, which each reader reads."""

from django.db import migrations

from scp_centre.centre.translation.fields import MessageField, MessageJSONField


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_words_of_choices")]
    operations = [
        migrations.AlterField("job", "findings", MessageJSONField(default=list)),
        migrations.AlterField("job", "message", MessageField(blank=True)),
        migrations.AlterField("job", "title", MessageField()),
    ]
