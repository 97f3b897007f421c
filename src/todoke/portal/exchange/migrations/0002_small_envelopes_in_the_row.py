from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal_exchange", "0001_initial")]

    operations = [
        migrations.AddField(model_name="foroffice", name="raw", field=models.BinaryField(null=True)),
    ]
