from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("public_site", "0005_results_in_the_ledger")]

    operations = [migrations.DeleteModel(name="ReportedSum")]
