"""Look-up ids are kept under the site's secret.

Run it with the site stopped: an older version finds nothing after it.
"""

from __future__ import annotations

from django.db import migrations

from todoke.portal import storage_secret
from todoke.portal.apply.lookup import stored


def key_the_lookup_ids(apps, schema_editor):
    for name in ("Draft", "Submission"):
        rows = apps.get_model("portal_apply", name).objects
        known = list(rows.values_list("pk", "lookup_id"))
        if known:
            storage_secret.make_first()  # a portal that never kept an address had no key yet
        for pk, lookup_id in known:
            rows.filter(pk=pk).update(lookup_id=bytes(stored(bytes(lookup_id))))


class Migration(migrations.Migration):
    """One transaction: every row is turned, or none."""

    dependencies = [("portal_apply", "0001_initial")]
    operations = [migrations.RunPython(key_the_lookup_ids)]
