
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('boxes', '0001_initial'),
        ('people', '0001_initial'),
        ('workplaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.IntegerField(null=True)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draft_box', to='boxes.box')),
                ('workplace', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='workplaces.workplace')),
            ],
        ),
        migrations.CreateModel(
            name='Demand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('put_up', models.BinaryField(null=True, unique=True)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='demand', to='boxes.box')),
                ('drafts', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='demands', to='demands.draftbox')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.SmallIntegerField()),
                ('reason', models.CharField(default='', max_length=40)),
                ('box', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='step', to='boxes.box')),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='demands.demand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('demand', 'number'), name='one_step')],
            },
        ),
        migrations.CreateModel(
            name='First',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft', models.BinaryField(unique=True)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='first', to='boxes.box')),
                ('drafts', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='firsts', to='demands.draftbox')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(max_length=8)),
                ('seen', models.IntegerField(default=0)),
                ('box', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='question', to='boxes.box')),
                ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='demands.demand')),
            ],
        ),
        migrations.CreateModel(
            name='TurnedDown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('put_up', models.BinaryField(unique=True)),
                ('reason', models.CharField(max_length=40)),
                ('drafts', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turned_down', to='demands.draftbox')),
            ],
        ),
        migrations.CreateModel(
            name='TextReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField()),
                ('why', models.CharField(choices=[('person', 'It names or hints at a person we support'), ('coworker', 'It names or hints at a coworker'), ('harm', 'It could harm somebody in another way')], max_length=10)),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='text_reports', to='boxes.box')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('box', 'digest', 'by'), name='one_text_report')],
            },
        ),
        migrations.AddConstraint(
            model_name='draftbox',
            constraint=models.UniqueConstraint(fields=('workplace', 'quarter'), name='one_in_a_quarter'),
        ),
    ]
