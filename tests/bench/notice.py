"""What a document costs: the certificate and the letter, warm, as the office makes them.

`seal` is the e-seal alone, with a key from a file. `bare` is the typst compiler on one page of the same
words in the same run: no table, no checks of characters, no PDF/A, no tags. `…_p50_ms` and `…_p95_ms` are
by the clock, `…_cpu_ms` the median CPU time.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

ROUNDS = 200
BUDGET_MS = 30
HOME = {"postcode": "0000101", "prefecture": "霧原県", "city": "ひばり市", "town": "本町", "block": "1-2-3",
        "building": "", "municipality_code": "992011"}  # fmt: skip
TEXT = "災害対策基本法第90条の2第1項の規定により、上記のとおり相違ないことを証明します。"


def run() -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.office.settings")
    import django

    django.setup()
    return _measured()


def _measured() -> dict[str, Any]:
    from todoke.office.notices.sealing import seal_pdf

    make, letter, signer = _certificate(), _letter(), _signer()
    first = _ms(lambda: make(0), time.perf_counter)
    ready = make(0)
    figures = {
        "certificate": _times(make),
        "letter": _times(letter),
        "seal": _times(lambda at: seal_pdf(ready, signer)),
        "bare": _times(_bare()),
    }
    result: dict[str, Any] = {"cold_ms": round(first, 1), "bytes": len(ready)}
    for name, (wall, cpu) in figures.items():
        result |= {f"{name}_p50_ms": _share(wall, 0.5), f"{name}_p95_ms": _share(wall, 0.95)}
        result[f"{name}_cpu_ms"] = _share(cpu, 0.5)
    result["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    limits = ("certificate_p95_ms", "letter_p95_ms")
    return result | {"limits": {name: f"≤ {BUDGET_MS}" for name in limits}}


def _case(at: int, **more: Any) -> Any:
    """An unsaved case; another name each time, so that nothing is remembered from the last one."""
    from todoke.office.cases.models import Case

    now = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    return Case(receipt=f"{at:014d}", procedure="disaster_certificate", revision=1, act="申請",
                section="税務課", applicant=f"山田 花子{at}", arrived_at=now, **more)  # fmt: skip


def _definition() -> Any:
    from todoke.catalogue import shipped
    from todoke.core.procedures.load import load_definition

    return load_definition(shipped()["disaster_certificate"], file="disaster_certificate.yaml")


def _certificate() -> Callable[[int], bytes]:
    from todoke.office.notices.certificate import certificate_paper

    definition = _definition()

    def make(at: int) -> bytes:
        people = [{"name": f"山田 {at + n}郎", "relation": "子"} for n in range(4)]
        answers = {"applicant_name": {"name": f"山田 花子{at}", "kana": None}, "applicant_address": HOME,
                   "house_address": HOME, "relation_to_head": "self", "household": people,
                   "disaster_cause": "flood", "disaster_date": "2026-11-20", "copies": 1}  # fmt: skip
        case = _case(at, answers=answers, outcome="半壊")
        return _rendered(certificate_paper(case, definition), case, at)

    return make


def _letter() -> Callable[[int], bytes]:
    from todoke.office.cases.models import Proposal
    from todoke.office.notices.papers import notice_paper

    definition = _definition()

    def make(at: int) -> bytes:
        case = _case(at, answers={}, outcome="対象外")
        reasons = Proposal(reasons=f"住家ではありませんでした（{at}）。", appeal=TEXT)
        return _rendered(notice_paper(case, definition, proposal=reasons), case, at)

    return make


def _rendered(paper: Any, case: Any, at: int) -> bytes:
    from todoke.office.notices.models import SealMode
    from todoke.office.notices.papers import render

    number, today = f"令和8年度{paper.symbol}第{at}号", date(2026, 11, 23)
    return render(paper, case, number=number, seal=SealMode.OMITTED, today=today)


def _bare() -> Callable[[int], bytes]:
    """The same compiler and fonts with one page of the same words, nothing else."""
    import typst

    from todoke.web.glyphs import FONTS

    with tempfile.NamedTemporaryFile("w", suffix=".typ", delete=False) as file:
        file.write('#set text(font: "BIZ UDPGothic")\n#sys.inputs.words')
    compiler = typst.Compiler(file.name, font_paths=[str(FONTS)], ignore_system_fonts=True)

    def make(at: int) -> bytes:
        words = {"words": f"山田 花子{at}\n" + TEXT * 8}
        return bytes(compiler.compile(format="pdf", sys_inputs=words, pdf_tags=False))

    return make


def _signer() -> Any:
    """An e-seal with a key of its own (P-256), as from a file."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signers.SimpleSigner(
        signing_cert=Certificate.load(builder.sign(key, hashes.SHA256()).public_bytes(der)),
        signing_key=PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def _times(make: Callable[[int], bytes]) -> tuple[list[float], list[float]]:
    """By the clock and in CPU time, each sorted; on a busy machine the two part."""
    wall = sorted(_ms(lambda at=at: make(at), time.perf_counter) for at in range(1, ROUNDS + 1))
    cpu = sorted(_ms(lambda at=at: make(at), time.process_time) for at in range(ROUNDS + 1, 2 * ROUNDS + 1))
    return wall, cpu


def _ms(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return (clock() - start) * 1000


def _share(times: list[float], share: float) -> float:
    return round(times[int(len(times) * share)], 2)


if __name__ == "__main__":
    import json

    print(json.dumps(run(), indent=1, ensure_ascii=False))
