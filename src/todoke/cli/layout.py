"""Where everything of a demo lies: folders, ports and configuration files of each site.

A site's own settings are read by `todoke.web.config`; here only the files for one machine are made.
"""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from todoke.cli.identity_links import id_toml, jpki_toml, link
from todoke.core.errors import OperatorError
from todoke.web.config import make_site_folders


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeSite:
    """The office of one municipality or prefecture in the demo. `runs`: whether `todoke up` starts it."""

    code: str
    slug: str
    name: str
    mayor: str
    runs: bool


OFFICES = (
    OfficeSite(code="992011", slug="hibari", name="ひばり市", mayor="青木 健", runs=True),
    OfficeSite(code="993417", slug="morino", name="森野町", mayor="石川 薫", runs=False),
    OfficeSite(code="990001", slug="kirihara", name="霧原県", mayor="霧原 みのる", runs=False),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """`data` is the folder of everything; ports count from `port_base` as in the design (§2).

    `databases` names a site's PostgreSQL by the site's folder ("portal", "office-hibari"); SQLite elsewhere.
    """

    data: Path
    port_base: int
    databases: Mapping[str, str] = field(default_factory=dict)

    @property
    def portal_port(self) -> int:
        return self.port_base

    @property
    def office_port(self) -> int:
        return self.port_base + 1

    @property
    def hub_port(self) -> int:
        return self.port_base + 2

    @property
    def id_port(self) -> int:
        return self.port_base + 3

    @property
    def door_port(self) -> int:
        return self.port_base + 10

    @property
    def portal_url(self) -> str:
        return f"http://portal.localhost:{self.portal_port}"

    @property
    def office_url(self) -> str:
        return f"http://office.localhost:{self.office_port}"

    @property
    def hub_url(self) -> str:
        return f"http://hub.localhost:{self.hub_port}"

    @property
    def id_url(self) -> str:
        return f"http://id.localhost:{self.id_port}"

    @property
    def door_url(self) -> str:
        return f"http://127.0.0.1:{self.door_port}"

    @property
    def portal_config(self) -> Path:
        return self.data / "portal" / "todoke.toml"

    @property
    def hub_config(self) -> Path:
        return self.data / "hub" / "todoke.toml"

    @property
    def id_config(self) -> Path:
        return self.data / "id" / "todoke.toml"

    @property
    def staffed(self) -> OfficeSite:
        """The office that `todoke up` starts."""
        return next(office for office in OFFICES if office.runs)

    def office_config(self, office: OfficeSite) -> Path:
        return self.data / f"office-{office.slug}" / "todoke.toml"

    def database_of(self, config: Path) -> str:
        return self.databases.get(config.parent.name, "")

    @property
    def accounts_file(self) -> Path:
        return self.data / "demo-accounts.json"

    @property
    def hub_accounts_file(self) -> Path:
        """Written with the hub's seed; `demo-accounts.json` repeats it."""
        return self.data / "hub" / "demo-accounts.json"

    @property
    def prepared_file(self) -> Path:
        return self.data / "prepared.json"

    def password_of(self, login: str, *, site: str) -> str:
        """Of a demo account; the same name may have one on the office and one on the hub."""
        accounts = json.loads(self.accounts_file.read_text())
        return str(next(one["password"] for one in accounts if (one["site"], one["login"]) == (site, login)))


def refuse_taken_ports(layout: Layout) -> None:
    """Say which port is taken before anything is started."""
    ports = (layout.portal_port, layout.office_port, layout.hub_port, layout.id_port, layout.door_port)
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise OperatorError(
                    f"Port {port} is taken by another program.",
                    todo=f"End it, or choose other ports: todoke up --port-base {layout.port_base + 100}",
                ) from error


def make_folders(layout: Layout) -> None:
    """Make every folder and configuration file that is not there yet."""
    try:
        make_site(layout.portal_config, portal_toml(layout))
        make_site(layout.hub_config, hub_toml(layout))
        make_site(layout.id_config, id_toml(layout))
        for office in OFFICES:
            make_site(layout.office_config(office), office_toml(layout, office))
        link(layout)
    except OSError as error:
        raise OperatorError(
            f"The folder {layout.data} can't be written ({error.strerror}).",
            todo="Choose another one: todoke up --data FOLDER",
        ) from error


def make_site(config: Path, text: str) -> None:
    make_site_folders(config.parent)
    (config.parent / "keys").chmod(0o700)
    secret = config.parent / "keys" / "django-secret.key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48))
    config.write_text(text)


def portal_toml(layout: Layout) -> str:
    return f"""# The residents' site. Every key is explained in docs/reference/settings.md.
data = "{layout.portal_config.parent}"
base_url = "{layout.portal_url}"
database = "{layout.database_of(layout.portal_config)}"
demo = true
mail_backend = "file"
id_providers = "id-providers.toml"
{jpki_toml()}
secret_key_file = "keys/django-secret.key"
"""


def office_toml(layout: Layout, office: OfficeSite) -> str:
    return f"""# The office of {office.name}. Every key is explained in docs/reference/settings.md.
data = "{layout.office_config(office).parent}"
base_url = "{layout.office_url}"
portal_url = "{layout.portal_url}"
door_url = "{layout.door_url}"
database = "{layout.database_of(layout.office_config(office))}"
demo = true
{jpki_toml() if office.runs else "# Its office is not started, so nobody's signature is looked at."}
secret_key_file = "keys/django-secret.key"

[town]
code = "{office.code}"
slug = "{office.slug}"
name = "{office.name}"
mayor = "{office.mayor}"
seal = "omitted"
arrival = "stored"
"""


def hub_toml(layout: Layout) -> str:
    return f"""# The wide-area site of the prefecture. Every key is explained in docs/reference/settings.md.
data = "{layout.hub_config.parent}"
base_url = "{layout.hub_url}"
database = "{layout.database_of(layout.hub_config)}"
demo = true
secret_key_file = "keys/django-secret.key"
placement_notified_on = "2026-04-01"
placement_scope = "情報処理・業務改善の職業、霧原県の区域（見本）"
placement_complaints = "霧原県デジタル推進課（見本） 電話 000-0000-0990"
"""
