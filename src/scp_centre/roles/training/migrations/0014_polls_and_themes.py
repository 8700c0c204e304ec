import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0013_reasons_as_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='note',
            name='placed_role',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='workshop',
            name='blocked_words',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('text', models.CharField(max_length=300)),
                ('options', models.JSONField(default=list)),
                ('is_open', models.BooleanField(default=True)),
                ('made', models.DateTimeField(auto_now_add=True)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='polls', to='training.workshop')),
            ],
            options={
                'ordering': ['-made', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='poll',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='training.poll'),
        ),
        migrations.AddField(
            model_name='workshop',
            name='asked',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='training.poll'),
        ),
        migrations.CreateModel(
            name='PollAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.PositiveSmallIntegerField(null=True)),
                ('words', models.JSONField(default=list)),
                ('late', models.BooleanField(default=False)),
                ('made', models.DateTimeField(auto_now_add=True)),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='poll_answers', to='training.participant')),
                ('poll', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='training.poll')),
            ],
            options={
                'ordering': ['made', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='QuestionVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='question_votes', to='training.participant')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='training.question')),
            ],
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('merged', models.BooleanField(default=False)),
                ('made', models.DateTimeField(auto_now_add=True)),
                ('workshop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='training.workshop')),
            ],
            options={
                'ordering': ['made', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='note',
            name='theme',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notes', to='training.theme'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('workshop',), name='one_open_poll_of_a_workshop'),
        ),
        migrations.AddConstraint(
            model_name='pollanswer',
            constraint=models.UniqueConstraint(fields=('poll', 'participant'), name='one_answer_to_a_poll_of_a_person'),
        ),
        migrations.AddConstraint(
            model_name='questionvote',
            constraint=models.UniqueConstraint(fields=('question', 'participant'), name='one_vote_for_a_question_of_a_person'),
        ),
    ]
