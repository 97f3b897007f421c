"""The whole check of a published round: every violation, in a fixed order; none: it keeps the rules.

Invariants:
- reads only the plain data of docs/reference/allocation-benchmark.md; imports nothing of the allocation.
- says what is broken; it repairs nothing and stops at nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from todoke.core.talent.checking.claims import broken_claims, broken_conditions, broken_stages
from todoke.core.talent.checking.pairs import broken_by_pair
from todoke.core.talent.checking.reading import Row, by_id
from todoke.core.talent.checking.together import broken_together
from todoke.core.talent.checking.violations import Broken, Violation


def check(published: Mapping[str, Any]) -> tuple[Violation, ...]:
    """`published`: {"input", "result", "key"}, with or without a way through JSON."""
    data = published["input"]
    people, needs = by_id(data["people"]), by_id(data["needs"])
    known: list[Row] = []
    found: list[Violation] = list(broken_claims(published))
    for proposal in published["result"]["proposals"]:
        if proposal["person"] in people and proposal["need"] in needs:
            known.append(proposal)
        else:
            found.append(Violation(broken=Broken.UNKNOWN, subject=_name(proposal)))
    found += _of_pairs(known, data=data)
    found += broken_together(data, known)
    found += broken_conditions(data, known)
    found += broken_stages(published, known)
    return tuple(found)


def _of_pairs(proposals: list[Row], *, data: Row) -> Iterator[Violation]:
    people, needs = by_id(data["people"]), by_id(data["needs"])
    for one in proposals:
        for broken in broken_by_pair(one, people[one["person"]], need=needs[one["need"]], data=data):
            yield Violation(broken=broken, subject=_name(one))


def _name(proposal: Row) -> str:
    return f"{proposal['person']}–{proposal['need']}"
