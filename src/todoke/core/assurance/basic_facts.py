"""The facts an ID service hands over about a person.

This module knows nothing else, so that a question of a form can name a fact.

Source: 基本4情報 (domain.md §3, §4).
"""

from __future__ import annotations

from enum import StrEnum


class Claim(StrEnum):
    """基本4情報: name, address, birth date, sex."""

    NAME = "name"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
