from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("training", "0008_words_of_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop", name="began", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="workshop",
            name="minutes_held",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="participant", name="checked_in", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="participant", name="minutes", field=models.PositiveIntegerField(null=True)
        ),
        migrations.CreateModel(
            name="SectionRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began", models.DateTimeField()),
                ("ended", models.DateTimeField(null=True)),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="runs", to="training.section"
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="runs", to="training.workshop"
                    ),
                ),
            ],
            options={
                "ordering": ["began", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended__isnull", True)),
                        fields=("workshop",),
                        name="one_section_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="presences", to="training.participant"
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("participant",),
                        name="one_presence_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AttendanceCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minutes", models.PositiveIntegerField()),
                ("before", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("made", models.DateTimeField(auto_now_add=True)),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        null=True,
                        on_delete=CASCADE,
                        related_name="corrections",
                        to="training.participant",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="training.section"),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="corrections", to="training.workshop"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
