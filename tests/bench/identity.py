"""What showing who one is costs the server: verifying a signature, coming back from an ID service.

A signature is verified from its bytes each time, as at the portal and at filing, against a revocation list of
20,000 entries, in turn with an RSA-2048 and a P-384 card. callback.py beside this file measures
`callback_p95_ms`; null: not measured.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from todoke.core.assurance.signing import (
    SignatureTrust,
    Statement,
    digest_of,
    statement_bytes,
    verify_signature,
)
from todoke.demo_id.authority import DEMO_POLICY, DemoAuthority
from todoke.demo_id.cards import issue_card
from todoke.demo_id.people import PEOPLE

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
REVOKED = 20_000
ROUNDS = 300
LIMITS = {"signature_p95_ms": "at most 10", "callback_p95_ms": "at most 50"}


def run() -> dict[str, object]:
    signatures, cpu = _signatures()
    return {
        "signature_p95_ms": _p95([time for times in signatures.values() for time in times]),
        **{f"signature_{name}_p95_ms": _p95(times) for name, times in signatures.items()},
        "signature_cpu_p95_ms": _p95(cpu),
        "revoked_certificates": REVOKED,
        "callback_p95_ms": _callback_p95_ms(),
        "limits": LIMITS,
    }


def _signatures() -> tuple[dict[str, list[float]], list[float]]:
    """Milliseconds by algorithm; and what the processor took, which a busy machine does not change."""
    authority = DemoAuthority.make(now=NOW)
    statement = statement_bytes(
        Statement(
            municipality="992011",
            procedure="child_allowance_claim",
            revision=1,
            draft="0b1946ac-0000-7000-8000-000000000001",
            answers={f"question_{number}": "回答" * 20 for number in range(60)},
            attachments=tuple((f"file_{number}", f"{number:064x}") for number in range(5)),
        )
    )
    trust = SignatureTrust.load(
        anchors=[authority.certificate.public_bytes(Encoding.DER)],
        crls=[authority.revocation_list(range(1, REVOKED + 1), now=NOW - timedelta(hours=1))],
        policies=[DEMO_POLICY],
    )
    signed = {
        name: issue_card(authority, PEOPLE[0], now=NOW, p384=p384).sign_digest(digest_of(statement), NOW)
        for name, p384 in (("rsa2048", False), ("p384", True))
    }
    times: dict[str, list[float]] = {name: [] for name in signed}
    cpu: list[float] = []
    for _ in range(ROUNDS):
        for name, cms in signed.items():
            start, start_cpu = time.perf_counter(), time.thread_time()
            verify_signature(cms, statement, trust=trust, now=NOW)
            times[name].append((time.perf_counter() - start) * 1000)
            cpu.append((time.thread_time() - start_cpu) * 1000)
    return times, cpu


def _p95(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=20)[-1], 3)


def _callback_p95_ms() -> float | None:
    """`callback.py` has `p95_ms() -> float`: server time of the way back, besides the ID service."""
    file = Path(__file__).with_name("callback.py")
    spec = importlib.util.spec_from_file_location("todoke_bench_callback", file)
    if not file.is_file() or spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return float(module.p95_ms())


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=1))
