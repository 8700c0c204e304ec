from django.db import migrations

from scp_centre.centre.translation.fields import MessageField


class Migration(migrations.Migration):

    dependencies = [
        ("training", "0012_board_and_agreements"),
    ]

    operations = [
        migrations.AlterField("attendancecorrection", "reason", MessageField()),
    ]
