"""Cases get their place in the order of arrival; search pairs become numbers that stand at these places."""

from datetime import UTC, datetime, timedelta

import django.db.models.fields.composite
from django.conf import settings
from django.db import migrations, models

START, SEATS, SHIFT, BATCH = datetime(2020, 1, 1, tzinfo=UTC), 4096, 21, 20_000


def give_places(apps, schema_editor):
    Case = apps.get_model("office_cases", "Case")
    last = None
    for case in Case.objects.order_by("arrived_at", "id").only("arrived_at").iterator(2000):
        first = (case.arrived_at - START) // timedelta(microseconds=1) * SEATS
        last = first if last is None or first > last else last + 1
        Case.objects.filter(pk=case.pk).update(place=last)


def take_over_pairs(apps, schema_editor):
    SearchToken = apps.get_model("office_cases", "SearchToken")
    SearchPair = apps.get_model("office_cases", "SearchPair")
    rows = []
    for gram, place in SearchToken.objects.values_list("gram", "case__place").iterator(2000):
        pair = ord(gram[0]) << SHIFT | (ord(gram[1]) if len(gram) > 1 else 0)
        rows.append(SearchPair(pair=pair, place=place))
        if len(rows) == BATCH:
            SearchPair.objects.bulk_create(rows, batch_size=400)
            rows = []
    SearchPair.objects.bulk_create(rows, batch_size=400)


class Migration(migrations.Migration):
    dependencies = [
        ("office_cases", "0002_open_cases_and_appeals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(
            migrations.RemoveIndex(model_name="case", name=name)
            for name in (
                "case_inbox", "case_age", "case_name", "case_open_age", "case_open_name", "case_state_name",
                "case_mine",
            )
        ),
        migrations.AddField(
            model_name="case", name="place", field=models.BigIntegerField(null=True, unique=True)
        ),
        migrations.RunPython(give_places, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="case", name="place", field=models.BigIntegerField(unique=True)
        ),
        *(
            migrations.AddIndex(model_name="case", index=models.Index(fields=fields, name=name))
            for name, fields in (
                ("case_open", ["section", "is_open", "place"]),
                ("case_open_by_name", ["section", "is_open", "sort_name", "place"]),
                ("case_state", ["section", "state", "place"]),
                ("case_state_by_name", ["section", "state", "sort_name", "place"]),
                ("case_procedure", ["section", "procedure", "is_open", "place"]),
                ("case_mine", ["assignee", "section", "is_open", "place"]),
            )
        ),
        migrations.CreateModel(
            name="SearchPair",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "pair", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pair", models.BigIntegerField()),
                ("place", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(take_over_pairs, migrations.RunPython.noop),
        migrations.DeleteModel(name="SearchToken"),
    ]
