"""What a round says about itself: hashes, the key of the tie-break, stage values, and proofs that fit them.

Invariants:
- a stage's value is counted again from the proposals; the one that stands must be at least what was kept.
- whether a bound is right only another solver can show; whether "proven" fits value and bound is checked.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterator

from todoke.core.talent.checking.pairs import could_serve, touching
from todoke.core.talent.checking.reading import Row, by_id, months
from todoke.core.talent.checking.violations import Broken, Violation

STAGES = ("floor", "coverage", "balance", "regain", "fit", "changes", "tie")


def broken_claims(published: Row) -> Iterator[Violation]:
    data, result = published["input"], published["result"]
    if result["input_hash"] != _hash(data):
        yield Violation(broken=Broken.INPUT_HASH, subject="input")
    if result["output_hash"] != _hash({key: result[key] for key in result if key != "output_hash"}):
        yield Violation(broken=Broken.OUTPUT_HASH, subject="result")
    if hashlib.sha256(bytes.fromhex(published["key"])).hexdigest() != data["key_sha256"]:
        yield Violation(broken=Broken.KEY, subject="key")


def broken_stages(published: Row, proposals: list[Row]) -> Iterator[Violation]:
    """COVERAGE was the value before balance: within the tolerance, and not below what stands at the end."""
    data, stages = published["input"], published["result"]["stages"]
    names = [one["stage"] for one in stages]
    if names != [one for one in STAGES if one in names]:
        yield Violation(broken=Broken.STAGE_ORDER, subject=" ".join(names))
    for one in stages:
        if one["proven"] != (one["value"] >= one["bound"]):
            yield Violation(broken=Broken.STAGE_PROOF, subject=one["stage"])
    said = {one["stage"]: one["value"] for one in stages}
    counted = _counted(data, proposals, key=bytes.fromhex(published["key"]))
    for stage, value in said.items():
        if stage == "coverage" and "regain" in said:
            is_so = value - value * data["tolerance"] // 1000 <= counted["coverage"]
        elif stage in {"floor", "balance"}:
            is_so = value <= counted[stage]
        else:
            is_so = value == counted["coverage" if stage == "regain" else stage]
        if not is_so:
            yield Violation(broken=Broken.STAGE_VALUE, subject=f"{stage} {value} {counted.get(stage)}")


def broken_conditions(data: Row, proposals: list[Row]) -> Iterator[Violation]:
    """Every mild restriction that touches the work travels with the proposal."""
    people, needs = by_id(data["people"]), by_id(data["needs"])
    for one in proposals:
        met = touching(people[one["person"]], needs[one["need"]])
        due = {(it["category"], it["effect"]) for it in met if it["effect"] in ("recuse", "read_only")}
        if due != {(it["category"], it["effect"]) for it in one["conditions"]}:
            yield Violation(broken=Broken.CONDITIONS, subject=f"{one['person']}–{one['need']}")


def _hash(data: Row) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _counted(data: Row, proposals: list[Row], *, key: bytes) -> dict[str, int]:
    """The stages as docs/reference/allocation-benchmark.md writes them, counted from the proposals."""
    needs = by_id(data["needs"])
    size = {one["id"]: one["days"] * len(list(months(one["period"]))) for one in data["needs"]}
    demand: dict[str, int] = defaultdict(int)
    done: dict[str, int] = defaultdict(int)
    for need in data["needs"]:
        demand[need["host"]] += need["weight"] * size[need["id"]]
    for one in proposals:
        need = needs[one["need"]]
        done[need["host"]] += need["weight"] * size[need["id"]]
    running = {one["host"] for one in data["running"]}
    kept = {tuple(one) for one in data["previous"]}
    return {
        "floor": len(set(done) - running),
        "coverage": sum(days + min(days, demand[host] // 2) for host, days in done.items()),
        "balance": _balance(data, done=done),
        "fit": sum(_points(data, one) * size[one["need"]] for one in proposals),
        "changes": sum((one["person"], one["need"]) in kept for one in proposals),
        "tie": sum(_tie(key, one) for one in proposals),
    }


def _balance(data: Row, *, done: dict[str, int]) -> int:
    """The least share, per mille, among size classes and regions, of the demand somebody could serve."""
    reachable: dict[str, int] = defaultdict(int)
    for need in data["needs"]:
        if any(could_serve(person, need, data=data) for person in data["people"]):
            reachable[need["host"]] += need["weight"] * need["days"] * len(list(months(need["period"])))
    shares = []
    for kind in ("size", "region"):
        for name in {host[kind] for host in data["hosts"]}:
            members = [host["id"] for host in data["hosts"] if host[kind] == name]
            if asked := sum(reachable[one] for one in members):
                shares.append(1000 * sum(done[one] for one in members) // asked)
    return min(shares, default=1000)


def _points(data: Row, proposal: Row) -> int:
    person = by_id(data["people"])[proposal["person"]]
    need = by_id(data["needs"])[proposal["need"]]
    host = by_id(data["hosts"])[need["host"]]
    host_of = {one["id"]: one["host"] for one in data["needs"]}
    known = {one["host"] for one in data["running"] if one["person"] == person["id"]}
    known |= {host_of[what] for who, what in data["previous"] if who == person["id"] and what in host_of}
    surplus = sum(person["skills"].get(one, level) - level for one, level in need["skills"].items())
    points: int = (
        max(0, 50 - 10 * surplus)
        + 20 * (need["host"] in known)
        + 15 * (host["zone"] in person["zones"])
        + 15 * (need["theme"] in person["wishes"])
    )
    return points


def _tie(key: bytes, proposal: Row) -> int:
    text = f"{proposal['person']}\n{proposal['need']}".encode()
    digest = hmac.new(key, text, hashlib.sha256).digest()
    return int.from_bytes(digest[:4], "big") >> 12
