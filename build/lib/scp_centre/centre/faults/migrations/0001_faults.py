from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Fault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("place", models.CharField(max_length=300)),
                ("method", models.CharField(blank=True, max_length=10)),
                ("kind", models.CharField(max_length=200)),
                ("traceback", models.TextField()),
                ("version", models.CharField(max_length=40)),
                ("count", models.PositiveIntegerField(default=1)),
                ("numbers", models.JSONField(default=list)),
                ("first", models.DateTimeField()),
                ("last", models.DateTimeField(db_index=True)),
            ],
            options={"ordering": ["-last", "-pk"]},
        ),
    ]
