from __future__ import annotations

from datetime import date

import pytest

from todoke.catalogue import shipped
from todoke.core.procedures.definition import Definition
from todoke.core.procedures.fields import AnswerContext
from todoke.core.procedures.load import load_definition


@pytest.fixture(scope="session")
def certificate() -> Definition:
    return load_definition(shipped()["disaster_certificate"], file="disaster_certificate.yaml")


@pytest.fixture(scope="session")
def card() -> Definition:
    return load_definition(shipped()["ltc_card"], file="ltc_card.yaml")


@pytest.fixture
def context() -> AnswerContext:
    return AnswerContext(today=date(2026, 11, 23))
