"""Behind the operator's TLS proxy: which address people used, and who they are.

Without it a browser says it came from https://… while the server sees http, so every form is refused; and
each limit on tries counts all residents as one, because all of them come from the proxy.
Invariants:
- without `https` in the settings nothing changes: no header is believed.
- only a proxy named in the settings is believed about whom it speaks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from todoke.core.errors import OperatorError
from todoke.web.config import SiteConfig

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Address = IPv4Address | IPv6Address


def behind_proxy(application: Application, config: SiteConfig) -> Application:
    """The same pages, told the scheme and the address people have at the proxy."""
    if not config.https:
        return application
    proxies = proxies_of(config.proxies)

    def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        environ["REMOTE_ADDR"] = client_address(
            environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""), proxies=proxies
        )
        return application(environ, start_response)

    return told


def proxies_of(text: str) -> frozenset[Address]:
    """Addresses separated by commas. Raises OperatorError for anything else."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    found = [read_address(word) for word in words]
    for word, address in zip(words, found, strict=True):
        if address is None:
            raise OperatorError(
                f"The setting 'proxies' holds '{word}', which is no IP address.",
                todo="Write the addresses of your TLS proxies, separated by commas.",
            )
    return frozenset(address for address in found if address)


def client_address(peer: str, forwarded_for: str, *, proxies: frozenset[Address]) -> str:
    """The last address that is not a proxy's own.

    Attack: a browser sends the header itself, to look like somebody else at each try. What it wrote stands
    to the left of what the first proxy added, and is never reached.
    """
    known = peer
    for word in reversed(["", *forwarded_for.split(",")]):
        if read_address(known) not in proxies or read_address(word) is None:
            break
        known = word.strip()
    return known


def read_address(text: str) -> Address | None:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None
