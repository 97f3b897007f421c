from __future__ import annotations

from django.db import migrations, models

ROLES = (
    "caseworker", "number_clerk", "approver", "author", "publisher", "dx_lead", "auditor", "administrator",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("office_staff", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(choices=[(role, role) for role in ROLES], max_length=20),
        ),
    ]
