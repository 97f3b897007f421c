"""What a sign-in and a signature proved about who sent an application is kept with its case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("office_cases", "0003_places_and_pairs")]

    operations = [
        migrations.AddField(model_name="case", name="identity", field=models.JSONField(null=True)),
    ]
