"""Complaints, draws for surveillance, checks of licences, and changes by their holders."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0003_what_a_licence_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(max_length=40)),
                ('task', models.CharField(max_length=1000)),
                ('due', models.DateField()),
                ('opened', models.DateTimeField(auto_now_add=True)),
                ('finding', models.CharField(blank=True, default='', max_length=40)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('found', models.DateTimeField(null=True)),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='recognition.licence')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ChangeNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('text', models.CharField(max_length=2000)),
                ('day', models.DateField()),
                ('sent', models.DateTimeField(auto_now_add=True)),
                ('decision', models.CharField(blank=True, default='', max_length=40)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('decided', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='recognition.licence')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('check_opened', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change', to='recognition.check')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=3000)),
                ('place', models.CharField(blank=True, max_length=200)),
                ('secret', models.CharField(max_length=64, unique=True)),
                ('received', models.DateTimeField(auto_now_add=True)),
                ('due', models.DateField()),
                ('state', models.CharField(default='received', max_length=20)),
                ('answer', models.CharField(blank=True, max_length=3000)),
                ('answered', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('licence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='recognition.licence')),
            ],
            options={
                'ordering': ['due', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveIntegerField()),
                ('days', models.PositiveIntegerField()),
                ('task', models.CharField(max_length=1000)),
                ('seed_source', models.CharField(max_length=300)),
                ('seed_day', models.DateField()),
                ('announced', models.DateTimeField(auto_now_add=True)),
                ('seed', models.CharField(blank=True, max_length=200)),
                ('licences', models.JSONField(default=list)),
                ('drawn', models.DateTimeField(null=True)),
                ('announced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='recognition.scheme')),
            ],
            options={
                'ordering': ['-seed_day', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='check',
            name='draw',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='recognition.draw'),
        ),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.UniqueConstraint(condition=models.Q(draw__isnull=False), fields=('draw', 'licence'), name='one_check_of_a_draw'),
        ),
    ]
