from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("benchmarks", "0016_options_in_the_ledger")]

    operations = [migrations.RemoveField(model_name="release", name="savings")]
