"""The sentences for dates outside their era, keyed by the era's letter.

Invariant: each names the last or first day of the era and where the date belongs instead.
"""

from __future__ import annotations

from collections.abc import Mapping

from todoke.core.refusal import N_, Refusal


def _refusals(code: str, messages: Mapping[str, str]) -> Mapping[str, Refusal]:
    return {letter: Refusal(code=code, message=message) for letter, message in messages.items()}


AFTER_LAST_DAY = _refusals(
    "date.after-era",
    {
        "M": N_("Meiji 45 (明治45年) ended on 29 July. From 30 July it is Taisho 1 (大正元年)."),
        "T": N_("Taisho 15 (大正15年) ended on 24 December. From 25 December it is Showa 1 (昭和元年)."),
        "S": N_("Showa 64 (昭和64年) ended on 7 January. From 8 January it is Heisei 1 (平成元年)."),
        "H": N_("Heisei 31 (平成31年) ended on 30 April. From 1 May it is Reiwa 1 (令和元年)."),
    },
)

AFTER_LAST_YEAR = _refusals(
    "date.after-era",
    {
        "M": N_("Meiji (明治) ended with year 45 (1912). The next era is Taisho (大正). Check the year."),
        "T": N_("Taisho (大正) ended with year 15 (1926). The next era is Showa (昭和). Check the year."),
        "S": N_("Showa (昭和) ended with year 64 (1989). The next era is Heisei (平成). Check the year."),
        "H": N_("Heisei (平成) ended with year 31 (2019). The next era is Reiwa (令和). Check the year."),
    },
)

BEFORE_FIRST_DAY = _refusals(
    "date.before-era",
    {
        "M": N_("Before Meiji 6 (明治6年, 1873) Japan used another calendar. Write a date from 1873 on."),
        "T": N_("Taisho 1 (大正元年) began on 30 July. Until 29 July it was Meiji 45 (明治45年)."),
        "S": N_("Showa 1 (昭和元年) began on 25 December. Until 24 December it was Taisho 15 (大正15年)."),
        "H": N_("Heisei 1 (平成元年) began on 8 January. Until 7 January it was Showa 64 (昭和64年)."),
        "R": N_("Reiwa 1 (令和元年) began on 1 May. Until 30 April it was Heisei 31 (平成31年)."),
    },
)
