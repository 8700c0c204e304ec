import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0014_polls_and_themes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainerObservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('module_key', models.SlugField(max_length=60)),
                ('readiness', models.CharField(max_length=24)),
                ('observed', models.DateField()),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('made', models.DateTimeField(auto_now_add=True)),
                ('observed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('trainer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='training_observations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-observed', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('trainer', models.F('observed_by')), _negated=True), name='nobody_observes_themself')],
            },
        ),
    ]
