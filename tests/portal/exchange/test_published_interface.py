"""The interface as published: complete, the same as the file in the docs, and open to be read by anybody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from todoke.portal.exchange.api import api
from todoke.portal.exchange.problems import MEDIA_TYPE

FILE = Path(__file__).parents[3] / "docs" / "reference" / "exchange-openapi.json"


def published() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix="/exchange/v1/")))


def test_the_file_in_the_docs_is_the_interface_of_the_door():
    """Out of date? `todoke exchange openapi > docs/reference/exchange-openapi.json`"""
    assert json.loads(FILE.read_text()) == published()


def test_every_operation_publishes_its_refusals_as_problems():
    for path, operations in published()["paths"].items():
        for method, operation in operations.items():
            refusals = {code: one for code, one in operation["responses"].items() if code >= "400"}
            assert {"400", "401", "413", "500"} <= set(refusals), (method, path)
            assert all(list(one["content"]) == [MEDIA_TYPE] for one in refusals.values()), (method, path)
            assert (method == "post") is ("requestBody" in operation), (method, path)


def test_every_operation_asks_for_the_offices_signature():
    schema = published()
    assert schema["security"] == [{"office": []}]
    assert schema["components"]["securitySchemes"]["office"]["scheme"] == "bearer"
    assert not any("security" in one for row in schema["paths"].values() for one in row.values())


@pytest.mark.django_db
def test_the_door_serves_its_interface_to_anybody():
    assert Client().get("/exchange/v1/openapi.json").json() == published()
