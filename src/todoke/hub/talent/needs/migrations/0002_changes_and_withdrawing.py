from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub_needs", "0001_initial")]

    operations = [
        migrations.AddField(model_name="need", name="changes", field=models.JSONField(default=list)),
        migrations.AddField(model_name="need", name="withdrawn_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="need", name="withdrawn_why", field=models.TextField(blank=True, default="")
        ),
    ]
