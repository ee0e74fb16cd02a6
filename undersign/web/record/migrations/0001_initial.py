import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(default=0)),
                ('hashes', models.BinaryField(default=b'')),
                ('name', models.CharField(max_length=16, unique=True)),
                ('audience', models.CharField(max_length=8)),
                ('book_id', models.BinaryField()),
                ('slot', models.IntegerField(unique=True)),
                ('proven', models.BigIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('tick', models.BigIntegerField(unique=True)),
                ('leaf', models.BinaryField()),
                ('root', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Tree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField(default=0)),
                ('hashes', models.BinaryField(default=b'')),
                ('last_tick', models.BigIntegerField(default=-1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.BigIntegerField()),
                ('name', models.CharField(max_length=255)),
                ('line', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('size', 'name'), name='one_cosignature')],
            },
        ),
        migrations.CreateModel(
            name='Proof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField()),
                ('document', models.BinaryField()),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='record.book')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.BinaryField(unique=True)),
                ('salt', models.BinaryField(null=True)),
                ('content', models.TextField(null=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='record.book')),
            ],
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hashes', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'number'), name='one_tile')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('value', models.BinaryField()),
                ('salt', models.BinaryField()),
                ('entry', models.BinaryField()),
                ('rest', models.BinaryField(null=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to='record.book')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('book', 'number'), name='one_leaf')],
            },
        ),
    ]
