"""The ID services of this portal, read from the file that the setting `id_providers` names.

Invariants:
- a key nobody knows, a missing one or a wrong type is a sentence: in the log when the site starts, and by
  `todoke portal id-services` before.
- only asymmetric algorithms can be configured: `none` and HS… are no choices.
- an `acr` of the file is never worth more than the table of methods allows that method.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.methods import Method
from todoke.core.errors import OperatorError

logger = logging.getLogger("todoke.identity.oidc")
PAGE = "See docs/reference/id-providers.md."
Algorithm = Literal[
    "ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "Ed25519"
]
Word = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")]
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class IdProvider(BaseModel):
    """One [[provider]] of the file. `id` is a method of the method table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Word
    name: Annotated[str, Field(min_length=1, max_length=100)]
    name_en: str = ""
    issuer: Word
    client_id: Word
    client_auth: Literal["private_key_jwt", "client_secret_basic", "client_secret_post"] = "private_key_jwt"
    key_file: str = ""
    secret_file: str = ""
    scopes: tuple[Word, ...] = ()
    acr_values: tuple[Word, ...] = ()
    algorithms: Annotated[tuple[Algorithm, ...], Field(min_length=1)] = ("ES256",)
    acr: Mapping[str, Levels] = {}
    sign_url: str = ""

    @model_validator(mode="after")
    def _is_a_method(self) -> Self:
        if shipped_methods().method(self.id) is None:
            raise ValueError("id: a method of the table of methods")
        for word, levels in self.acr.items():
            if not _within(levels, self._shipped):
                raise ValueError(f"acr.{word}: no higher than the table of methods allows {self.id}")
        return self

    @model_validator(mode="after")
    def _has_its_credential(self) -> Self:
        wanted, other = "key_file", "secret_file"
        if self.client_auth != "private_key_jwt":
            wanted, other = other, wanted
        if not getattr(self, wanted) or getattr(self, other):
            raise ValueError(f"{wanted} and not {other} goes with client_auth = {self.client_auth}")
        return self

    @model_validator(mode="after")
    def _speaks_tls(self) -> Self:
        for name, url in (("issuer", self.issuer), ("sign_url", self.sign_url)):
            if url and not is_protected(url):
                raise ValueError(f"{name}: an https address without a query")
        return self

    @property
    def _shipped(self) -> Method:
        found = shipped_methods().method(self.id)
        assert found is not None
        return found

    @property
    def method(self) -> Method:
        """The method of the table, with the `acr` of the file where the file has any."""
        return self._shipped.model_copy(update={"acr": self.acr}) if self.acr else self._shipped

    @property
    def origin(self) -> str:
        """Where the person's browser is sent, for the pages' policy of form targets."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    def credential(self) -> bytes:
        """The private key (PEM) or the secret. Read each time: a file replaced needs no restart."""
        path = settings.TODOKE.data / (self.key_file or self.secret_file)
        try:
            return path.read_bytes()
        except OSError as error:
            raise OperatorError(f"The file {path} of {self.id} can't be read.", todo=PAGE) from error


def _within(levels: Levels, method: Method) -> bool:
    identity = method.identity_up_to or method.identity
    authentication = method.authentication_up_to or method.authentication
    return levels.identity <= identity and levels.authentication <= authentication


def is_protected(url: str) -> bool:
    """https; plain http only to this very machine, as in the demo."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    on_this_machine = host in LOOPBACK or host.endswith(".localhost")
    scheme_is_good = parts.scheme == "https" or (parts.scheme == "http" and on_this_machine)
    return (
        scheme_is_good and bool(host) and not parts.query and not parts.fragment and "@" not in parts.netloc
    )


def id_providers() -> tuple[IdProvider, ...]:
    """In the order of the file; none where the setting is empty."""
    config = settings.TODOKE
    if not config.id_providers:
        return ()
    path = config.data / config.id_providers
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise OperatorError(f"The file {path} can't be read.", todo=PAGE) from error


def id_provider(id: str) -> IdProvider | None:
    return next((one for one in id_providers() if one.id == id), None)


def callback_url(id: str) -> str:
    """The address to register: to the letter, whatever Host a request names."""
    path = reverse("openid_connect_callback", kwargs={"provider_id": id})
    return str(settings.TODOKE.base_url).rstrip("/") + path


def say_mistakes() -> None:
    """When the site starts. Pages that ask for nobody's identity work all the same."""
    try:
        id_providers()
    except OperatorError as error:
        logger.error("%s", error)


def origins() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.origin for one in id_providers()))


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[IdProvider, ...]:
    """`changed`: the file's time, so that an edited file is read anew."""
    try:
        tables = tomllib.loads(path.read_text())
        if set(tables) - {"provider"} or not isinstance(tables.get("provider", []), list):
            raise OperatorError(f"{path}: only [[provider]] tables.", todo=PAGE)
        found = tuple(IdProvider.model_validate(one) for one in tables.get("provider", []))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: {error}.", todo=PAGE) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise OperatorError(f"{path}: {where} {first['msg']}.", todo=PAGE) from error
    if len({one.id for one in found}) != len(found):
        raise OperatorError(f"{path}: each id once.", todo=PAGE)
    return found
