"""Numbers are taken before their document is made; copies; the lock of each series."""

import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office_cases', '0002_open_cases_and_appeals'),
        ('office_notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fiscal_year', models.PositiveIntegerField()),
                ('symbol', models.CharField(max_length=20)),
            ],
        ),
        migrations.AlterModelOptions(
            name='issueddocument',
            options={'base_manager_name': 'register', 'default_manager_name': 'objects'},
        ),
        migrations.AlterModelManagers(
            name='issueddocument',
            managers=[
                ('register', django.db.models.manager.Manager()),
                ('objects', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='copies',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='problem',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='issueddocument',
            name='status',
            field=models.CharField(choices=[('reserved', 'Reserved'), ('issued', 'Issued'), ('voided', 'Voided')], default='issued', max_length=10),
        ),
        migrations.AlterField(
            model_name='issueddocument',
            name='content',
            field=models.BinaryField(default=b''),
        ),
        migrations.AlterField(
            model_name='issueddocument',
            name='issued_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='issueddocument',
            name='sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name='issueddocument',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'reserved')), fields=('case', 'symbol'), name='one_reserved_number'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(fields=('fiscal_year', 'symbol'), name='one_series'),
        ),
    ]
