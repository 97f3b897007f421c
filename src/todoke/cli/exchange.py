"""`todoke exchange`: figures, and sealed files for offices without a route (domain.md §6.1, N4, N6).

A file is a ZIP without compression: `manifest.json` (who, for whom, sequence, SHA-256 of every
entry), `manifest.sig` (Ed25519 over the exact manifest bytes), then the entries. What lies inside
stays sealed; the signature and the sequence show a changed, repeated or missing file.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import click
from django.utils import timezone

from todoke.cli.keys import ready
from todoke.cli.serve import config_option, use_site
from todoke.core.errors import OperatorError

CONTEXT = b"todoke sealed file v1\x00"
ENCRYPTED = 1  # the first of a ZIP entry's flag bits
site_option = click.option(
    "--site", type=click.Choice(["portal", "office"]), required=True, help="On which side of the door."
)
town_option = click.option("--town", default="", help="Portal only: code of the town, such as 992011.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a file carries: (id, kind, bytes) of envelopes, and signed receipts."""

    sealed: list[tuple[str, str, bytes]]
    receipted: list[bytes]


@click.group("exchange")
def command() -> None:
    """Look at the exchange; carry sealed files where no route may be."""


def _transport(site: str, config: str | None, *, town: str) -> tuple[ModuleType, str]:
    ready(site, config)
    if site == "office":
        town = importlib.import_module("todoke.office.exchange.site").town_code()
    if not town:
        raise OperatorError("For which town? The portal serves several.", todo="Name its code: --town 992011")
    return importlib.import_module(f"todoke.{site}.exchange.transport"), town


@command.command("status")
@site_option
@config_option
def status(site: str, config: str | None) -> None:
    """What waits, what is in quarantine, which alarms stand (JSON)."""
    ready(site, config)
    room = "todoke.portal.exchange.queries" if site == "portal" else "todoke.office.exchange.transport"
    click.echo(json.dumps(importlib.import_module(room).status(), ensure_ascii=False, indent=1))


@command.command("openapi")
@config_option
def openapi(config: str | None) -> None:
    """Print the door's published interface (OpenAPI, JSON)."""
    use_site("todoke.portal.door_settings", config)
    import django

    django.setup()
    api = importlib.import_module("todoke.portal.exchange.api").api
    schema = api.get_openapi_schema(path_prefix="/exchange/v1/")
    click.echo(json.dumps(schema, ensure_ascii=False, indent=1))


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@site_option
@town_option
@config_option
def export(file: Path, site: str, town: str, config: str | None) -> None:
    """Write everything that waits for the other side into FILE."""
    transport, town_code = _transport(site, config, town=town)
    contents = Contents(sealed=transport.envelopes(town_code), receipted=transport.receipts(town_code))
    write_file(file, contents, transport=transport, site=site, town_code=town_code)
    click.echo(f"{file}: {len(contents.sealed)} envelopes, {len(contents.receipted)} receipts.")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@site_option
@town_option
@config_option
def import_file(file: Path, site: str, town: str, config: str | None) -> None:
    """Take everything out of FILE that the other side has exported."""
    transport, town_code = _transport(site, config, town=town)
    sequence, contents = read_file(file, transport=transport, site=site, town_code=town_code)
    last = transport.last_imported(town_code)
    if sequence <= last:
        raise OperatorError(
            f"File {sequence} was taken before (the last one is {last}).", todo="Take a newer one."
        )
    if sequence > last + 1:
        click.echo(
            f"Files {last + 1} to {sequence - 1} are missing; what they carried comes again.", err=True
        )
    outcome = transport.take(town_code, sealed=contents.sealed, receipted=contents.receipted)
    transport.mark_imported(town_code, sequence)
    click.echo(json.dumps({"sequence": sequence, **outcome}))


@command.command("retry")
@config_option
def retry(config: str | None) -> None:
    """Office: try every quarantined envelope again, after a key or a fault was mended."""
    ready("office", config)
    receiving = importlib.import_module("todoke.office.exchange.receiving")
    fates = [fate.value for fate in receiving.retry_quarantined().values()]
    click.echo(json.dumps({fate: fates.count(fate) for fate in sorted(set(fates))}))


def write_file(file: Path, contents: Contents, *, transport: ModuleType, site: str, town_code: str) -> None:
    entries = [(f"envelopes/{name}", kind, raw) for name, kind, raw in contents.sealed]
    entries += [(f"receipts/{number}", "receipt", raw) for number, raw in enumerate(contents.receipted)]
    manifest = json.dumps(
        {
            "v": 1,
            "from": site,
            "municipality": town_code,
            "sequence": transport.next_sequence(town_code),
            "made": timezone.now().isoformat(),
            "entries": [
                {"name": name, "kind": kind, "sha256": hashlib.sha256(raw).hexdigest()}
                for name, kind, raw in entries
            ],
        }
    ).encode()
    partial = file.with_name(file.name + ".partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("manifest.json", manifest)
            archive.writestr("manifest.sig", transport.signer().sign(CONTEXT + manifest))
            for name, _, raw in entries:
                archive.writestr(name, raw)
        partial.replace(file)
    except OSError as error:
        raise OperatorError(
            f"{file} can't be written ({error.strerror}). What waits stays here.",
            todo="Name a file in a folder you may write to, on a medium with room.",
        ) from error


def read_file(file: Path, *, transport: ModuleType, site: str, town_code: str) -> tuple[int, Contents]:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _stored(archive, "manifest.json")
            # 1. The signature over the exact bytes, before they are parsed.
            signature = _stored(archive, "manifest.sig")
            senders = transport.senders(town_code).values()
            if not any(key.verify(signature, CONTEXT + manifest) for key in senders):
                raise _untrusted(file)
            facts = json.loads(manifest)
            # 2. From the other side, for this town: a file carried back must not pass.
            if facts["from"] == site or facts["municipality"] != town_code:
                raise _untrusted(file)
            # 3. Every entry as it was signed.
            entries = [_entry(archive, row, file=file) for row in facts["entries"]]
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _untrusted(file) from error
    sealed = [
        (name.partition("/")[2], kind, raw) for name, kind, raw in entries if name.startswith("envelopes/")
    ]
    return int(facts["sequence"]), Contents(
        sealed=sealed, receipted=[raw for name, _, raw in entries if name.startswith("receipts/")]
    )


def _stored(archive: zipfile.ZipFile, name: str) -> bytes:
    """An entry as we write them. Attack: a few bytes, unsigned yet, that unfold to more than the memory."""
    row = archive.getinfo(name)
    if row.compress_type != zipfile.ZIP_STORED or row.flag_bits & ENCRYPTED:
        raise zipfile.BadZipFile(f"{name} — stored as it is — compressed or encrypted")
    return archive.read(row)


def _entry(archive: zipfile.ZipFile, row: dict[str, str], *, file: Path) -> tuple[str, str, bytes]:
    raw = _stored(archive, row["name"])
    if hashlib.sha256(raw).hexdigest() != row["sha256"]:
        raise _untrusted(file)
    return row["name"], row["kind"], raw


def _untrusted(file: Path) -> OperatorError:
    return OperatorError(
        f"{file} is damaged or not from the other side of this exchange. Nothing was taken.",
        todo="Export it again and compare the pinned keys with `todoke keys show`.",
    )
