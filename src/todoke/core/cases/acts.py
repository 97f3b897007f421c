"""What the person does in law; words, path and ending of a case follow from it.

Invariant: the values are the words of the procedure definitions (申請 | 届出 | 請求 | 申出).
"""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """A 届出 is a duty done on arrival (行政手続法 37条): nobody grants or refuses it."""

    APPLICATION = "申請"
    NOTIFICATION = "届出"
    CLAIM = "請求"
    OFFER = "申出"
