from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0001_initial'),
        ('workplaces', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='covers',
            field=models.ManyToManyField(related_name='+', to='workplaces.workplace'),
        ),
    ]
