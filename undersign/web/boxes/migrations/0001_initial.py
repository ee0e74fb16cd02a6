
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('record', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Box',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('box_id', models.BinaryField(unique=True)),
                ('kind', models.CharField(max_length=6)),
                ('document', models.BinaryField()),
                ('rule', models.CharField(max_length=9)),
                ('rule_of', models.CharField(max_length=200)),
                ('signing_ends', models.BigIntegerField(db_index=True)),
                ('withdrawing_ends', models.BigIntegerField(db_index=True)),
                ('state', models.CharField(choices=[('open', 'open'), ('asked', 'asked'), ('opened', 'opened'), ('shut', 'shut'), ('void', 'void')], db_index=True, default='open', max_length=6)),
                ('batched', models.BigIntegerField(default=0)),
                ('request', models.BinaryField(null=True)),
                ('book', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='box', to='record.book')),
                ('of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nexts', to='boxes.box')),
                ('list_book', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='box_of_list', to='record.book')),
            ],
        ),
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.BinaryField()),
                ('document', models.BinaryField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='boxes.box')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keyholder', models.SmallIntegerField()),
                ('value', models.BinaryField()),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='boxes.request')),
            ],
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends', models.BigIntegerField()),
                ('data', models.BinaryField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waiting', to='boxes.box')),
            ],
        ),
        migrations.CreateModel(
            name='Component',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ends', models.BigIntegerField(default=0)),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='boxes.box')),
            ],
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField()),
                ('key', models.BinaryField()),
                ('seq', models.BigIntegerField()),
                ('place', models.IntegerField()),
                ('withdraws', models.BooleanField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='boxes.box')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('box', 'digest'), name='one_envelope')],
            },
        ),
        migrations.CreateModel(
            name='IssuingKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ceremony', models.BinaryField()),
                ('keyholder', models.SmallIntegerField()),
                ('number', models.IntegerField()),
                ('issuer', models.BinaryField(unique=True)),
                ('document', models.BinaryField()),
                ('box', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issuing_keys', to='boxes.box')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ceremony', 'keyholder', 'number'), name='one_number')],
            },
        ),
        migrations.CreateModel(
            name='Listed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member', models.BinaryField(db_index=True)),
                ('workplace', models.BinaryField()),
                ('tag', models.IntegerField(default=0)),
                ('late', models.BooleanField(default=False)),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed', to='boxes.box')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('box', 'member'), name='listed_once')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('envelope', models.BinaryField()),
                ('data', models.BinaryField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parcels', to='boxes.box')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('box', 'envelope'), name='one_parcel')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keyholder', models.SmallIntegerField()),
                ('place', models.IntegerField()),
                ('document', models.BinaryField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='boxes.box')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('box', 'keyholder', 'place'), name='one_part')],
            },
        ),
        migrations.AddConstraint(
            model_name='request',
            constraint=models.UniqueConstraint(fields=('box', 'member'), name='one_request'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('request', 'keyholder'), name='one_answer'),
        ),
    ]
