"""Settings of one site: its todoke.toml, each key overridable by the environment.

Without $TODOKE_CONFIG (tests, checks) a fresh folder under the temporary directory is used.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from todoke.core.errors import OperatorError


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One documented key. `name` may be `town.seal`; in the environment it is TODOKE_TOWN_SEAL."""

    name: str
    type: type
    default: Any
    meaning: str


SETTINGS = (
    Setting(
        name="data", type=str, default="", meaning="Folder of the site: db, blobs, keys, mail, tmp, log."
    ),
    Setting(
        name="base_url",
        type=str,
        default="http://portal.localhost:8000",
        meaning="Where people reach the site.",
    ),
    Setting(
        name="database", type=str, default="", meaning="Empty: SQLite in the data folder. Or postgresql://…"
    ),
    Setting(
        name="secret_key_file", type=str, default="", meaning="File with the site's secret; relative to data."
    ),
    Setting(name="demo", type=bool, default=False, meaning="Invented towns, demo accounts, mail into files."),
    Setting(
        name="demo_clock_offset",
        type=int,
        default=0,
        meaning="Demo only: seconds the site's clock is ahead (negative: behind), to rehearse faults.",
    ),
    Setting(name="https", type=bool, default=False, meaning="True behind TLS: cookies are then Secure."),
    Setting(
        name="proxies",
        type=str,
        default="127.0.0.1",
        meaning="With https: addresses of your TLS proxies, by commas; they alone are believed about "
        "whom they speak for (X-Forwarded-For).",
    ),
    Setting(name="mail_backend", type=str, default="file", meaning="file or smtp."),
    Setting(
        name="mail_from",
        type=str,
        default="noreply@portal.localhost",
        meaning="Sender of notification mails.",
    ),
    Setting(name="smtp_host", type=str, default="localhost", meaning="Mail server for mail_backend = smtp."),
    Setting(name="smtp_port", type=int, default=25, meaning="Its port."),
    Setting(
        name="clamd", type=str, default="", meaning="clamd socket path or host:port. Empty: no virus scan."
    ),
    Setting(
        name="starts_per_hour",
        type=int,
        default=3000,
        meaning="Portal only: most applications begun from one network address within an hour. Enough for a "
        "thousand people behind one address, three each.",
    ),
    Setting(
        name="id_providers",
        type=str,
        default="",
        meaning="Portal only: file (TOML) that lists the ID services people may sign in with; relative to "
        "data. Empty: none.",
    ),
    Setting(
        name="jpki",
        type=str,
        default="",
        meaning="Folder with what signatures are verified against: anchors/*.cer, crls/*.crl; relative to "
        "data. Empty: signatures of the My Number Card are not taken.",
    ),
    Setting(
        name="jpki_policies",
        type=str,
        default="1.2.392.200149.8.5.1.1.20",
        meaning="Certificate policies that are taken, by commas.",
    ),
    Setting(
        name="placement_notified_on",
        type=str,
        default="",
        meaning="Hub only: the day (2026-04-01) on which the free placement service was notified to the "
        "Minister (職業安定法29条). Empty: not notified, and the hub says so.",
    ),
    Setting(
        name="placement_scope",
        type=str,
        default="",
        meaning="Hub only: which occupations and areas the notified service covers.",
    ),
    Setting(
        name="placement_complaints",
        type=str,
        default="",
        meaning="Hub only: where complaints about it are taken (section, telephone, e-mail).",
    ),
    Setting(name="portal_url", type=str, default="", meaning="Office only: the residents' site, for links."),
    Setting(name="door_url", type=str, default="", meaning="Office only: where the exchange door answers."),
    Setting(
        name="client_cert",
        type=str,
        default="",
        meaning="Office only: certificate (PEM) shown to the door; relative to data. Empty: none.",
    ),
    Setting(
        name="client_key",
        type=str,
        default="",
        meaning="Office only: its private key (PEM, mode 0600); relative to data.",
    ),
    Setting(
        name="door_ca",
        type=str,
        default="",
        meaning="Office only: certificates (PEM) the door's own must come from. Empty: the usual ones.",
    ),
    Setting(name="town.code", type=str, default="992011", meaning="Office only: 全国地方公共団体コード."),
    Setting(name="town.slug", type=str, default="hibari", meaning="Office only: the town's name in URLs."),
    Setting(name="town.name", type=str, default="ひばり市", meaning="Office only: the town's name."),
    Setting(
        name="town.mayor", type=str, default="", meaning="Office only: the mayor's name, as on documents."
    ),
    Setting(
        name="town.seal",
        type=str,
        default="omitted",
        meaning="Seal of notices: e_seal, omitted, print_and_seal.",
    ),
    Setting(
        name="town.arrival", type=str, default="stored", meaning="Which time counts as 到達: stored or filed."
    ),
)

# Beside keys: answers at the office, mails with their addresses, uploads on their way. Logs hold none of it.
PRIVATE_FOLDERS = ("db", "blobs", "keys", "mail", "tmp")

YES_AND_NO = {"1": True, "true": True, "yes": True, "": False, "0": False, "false": False, "no": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class TownConfig:
    code: str
    slug: str
    name: str
    mayor: str
    seal: str
    arrival: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteConfig:
    """What `settings.TODOKE` holds. Paths are absolute."""

    site: str
    data: Path
    base_url: str
    database: str
    secret_key: str
    demo: bool
    demo_clock_offset: int
    https: bool
    proxies: str
    mail_backend: str
    mail_from: str
    smtp_host: str
    smtp_port: int
    clamd: str
    starts_per_hour: int
    id_providers: str
    jpki: str
    jpki_policies: str
    placement_notified_on: str
    placement_scope: str
    placement_complaints: str
    portal_url: str
    door_url: str
    client_cert: str
    client_key: str
    door_ca: str
    town: TownConfig


@cache
def site_config(site: str) -> SiteConfig:
    """Read $TODOKE_CONFIG once. Raises OperatorError for a key nobody knows or of a wrong type."""
    values = read_values(os.environ.get("TODOKE_CONFIG"))
    town = TownConfig(
        **{name.removeprefix("town."): values[name] for name in values if name.startswith("town.")}
    )
    data = Path(values["data"] or tempfile.mkdtemp(prefix=f"todoke-{site}-"))
    make_site_folders(data)
    plain = {name: value for name, value in values.items() if "." not in name}
    plain |= {"data": data, "secret_key": read_secret(data, plain.pop("secret_key_file"))}
    return SiteConfig(site=site, town=town, **plain)


def make_site_folders(data: Path) -> None:
    """Those that are missing, for their owner only; one that is there keeps what its operator chose."""
    for folder in PRIVATE_FOLDERS:
        (data / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / "log").mkdir(exist_ok=True)


def read_values(file: str | None) -> dict[str, Any]:
    given = flatten(tomllib.loads(Path(file).read_text())) if file else {}
    known = {setting.name for setting in SETTINGS}
    for name in given:
        if name not in known:
            raise OperatorError(
                f"{file}: nobody knows the key '{name}'.", todo="See docs/reference/settings.md."
            )
    values = {setting.name: value_of(setting, given) for setting in SETTINGS}
    if os.environ.get("TODOKE_TEST_DATABASE") == "postgres" and not file:
        values["database"] = os.environ["TODOKE_TEST_DSN"]
    return values


def flatten(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return flat


def value_of(setting: Setting, given: dict[str, Any]) -> Any:
    from_environment = os.environ.get("TODOKE_" + setting.name.replace(".", "_").upper())
    if from_environment is not None:
        return from_words(setting, from_environment)
    value = given.get(setting.name, setting.default)
    if type(value) is not setting.type:  # isinstance would take true for a port
        raise wrong_type(setting)
    return value


def from_words(setting: Setting, words: str) -> Any:
    """The environment holds text only; a word that is no yes and no no is never taken for one."""
    if setting.type is bool:
        if words.lower() not in YES_AND_NO:
            raise wrong_type(setting)
        return YES_AND_NO[words.lower()]
    try:
        return setting.type(words)
    except ValueError as error:
        raise wrong_type(setting) from error


def wrong_type(setting: Setting) -> OperatorError:
    return OperatorError(
        f"The setting '{setting.name}' must be {setting.type.__name__}.",
        todo="See docs/reference/settings.md.",
    )


def read_secret(data: Path, file: str) -> str:
    if not file:
        return "only-for-tests-and-checks"
    path = data / file
    try:
        return path.read_text().strip()
    except OSError as error:
        raise OperatorError(
            f"The secret {path} can't be read.", todo="Run todoke up, or make the file."
        ) from error
