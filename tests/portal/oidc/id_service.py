"""A small ID service on this machine that follows the rules, and can be told to break each of them."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key

CLIENT_ID = "RP00000001"
TRANSACTION = "0199f2c4-1b7e-7d30-8a55-3f1f0c9f0a11"
Claims = dict[str, Any]
Answer = tuple[int, dict[str, str], bytes]


def as_json(content: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content, ensure_ascii=False).encode()


def new_key(kid: str, curve: str = "P-256") -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid, "use": "sig"})


@dataclass
class Pending:
    """One code that waits, and what it was asked with."""

    asked: dict[str, str]
    used: bool = False


@dataclass
class IdService:
    """`change` alters the claims before signing, `write` replaces signing, `instead` answers a path in
    another way. `seen` are all requests; `upstream` the seconds this service itself took."""

    person: Claims
    port: int = 0
    keys: list[ECKey] = field(default_factory=lambda: [new_key("first")])
    change: Callable[[Claims], Claims] = lambda claims: claims
    write: Callable[[Claims], str] | None = None
    instead: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    metadata_more: Claims = field(default_factory=dict)
    client_key: Key | None = None
    secret: str = ""
    acr: str = "aal3"
    codes: dict[str, Pending] = field(default_factory=dict)
    tokens: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    upstream: float = 0.0

    @property
    def base(self) -> str:
        return f"http://id.localhost:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.base}/realms/main"

    # What the browser does there.

    def authorize(self, url: str, **more: str) -> str:
        """The person signs in and agrees; the query with which the browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = base64.urlsafe_b64encode(hashlib.sha256(url.encode()).digest()).decode()
        self.codes[code] = Pending(asked)
        return urlencode({"code": code, "state": asked["state"], "session_state": "x"} | more)

    # What the portal asks.

    def answer(self, method: str, path: str, *, headers: Any, body: bytes) -> Answer:
        self.seen.append(f"{method} {path}")
        for start, other in self.instead.items():
            if path.startswith(start):
                return other()
        if path == "/realms/main/.well-known/openid-configuration":
            return as_json(self.metadata())
        if path == "/certs":
            return as_json({"keys": [key.as_dict(private=False) for key in self.keys]})
        if path == "/token" and method == "POST":
            return self.token(headers, body)
        if path == "/userinfo":
            return self.userinfo(headers)
        if path.startswith("/sign"):
            return self.sign(method, path, headers=headers, body=body)
        return 404, {}, b""

    def metadata(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.base}/auth",
            "token_endpoint": f"{self.base}/token",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "jwks_uri": f"{self.base}/certs",
        } | self.metadata_more

    def token(self, headers: Any, body: bytes) -> Answer:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.forms.append(form)
        if not self.knows_client(headers, form):
            return as_json({"error": "invalid_client"}, 401)
        access = base64.urlsafe_b64encode(
            hashlib.sha256(body + str(len(self.tokens)).encode()).digest()
        ).decode()
        if form["grant_type"] == "client_credentials":
            self.tokens[access] = {"scope": form["scope"]}
            return as_json({"access_token": access, "token_type": "Bearer"})
        pending = self.codes.get(form["code"])
        if pending is None or pending.used or not self.fits(pending.asked, form):
            return as_json({"error": "invalid_grant"}, 400)
        pending.used = True
        self.tokens[access] = pending.asked
        id_token = self.id_token(pending.asked, access_token=access)
        return as_json({"access_token": access, "token_type": "Bearer", "id_token": id_token})

    def knows_client(self, headers: Any, form: dict[str, str]) -> bool:
        if self.client_key is None:
            wanted = base64.b64encode(f"{CLIENT_ID}:{self.secret}".encode()).decode()
            return headers.get("Authorization") == f"Basic {wanted}"
        claims = jwt.decode(form["client_assertion"], self.client_key, algorithms=["ES256"]).claims
        return (
            form["client_assertion_type"].endswith(":jwt-bearer")
            and claims["iss"] == claims["sub"] == CLIENT_ID == form["client_id"]
            and claims["aud"] == f"{self.base}/token"
            and 0 < claims["exp"] - time.time() <= 60
            and bool(claims["jti"])
        )

    def fits(self, asked: dict[str, str], form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            asked["code_challenge"] == challenge
            and asked["code_challenge_method"] == "S256"
            and asked["redirect_uri"] == form["redirect_uri"]
        )

    def id_token(self, asked: dict[str, str], *, access_token: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.person["sub"],
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 5,
            "nonce": asked["nonce"],
            "acr": self.acr,
        }
        claims = self.change(claims)
        return self.write(claims) if self.write else self.signed(claims)

    def signed(self, claims: Claims, *, key: ECKey | None = None, **header: Any) -> str:
        key = key or self.keys[0]
        head = {"alg": "ES256", "kid": key.kid} | header
        head = {name: value for name, value in head.items() if value is not None}
        return jws.serialize_compact(head, json.dumps(claims), key, algorithms=[head["alg"]])

    def userinfo(self, headers: Any) -> Answer:
        asked = self.tokens.get(headers.get("Authorization", "").removeprefix("Bearer "))
        if asked is None:
            return as_json({"error": "invalid_token"}, 401)
        scopes = asked["scope"].split()
        return as_json({name: value for name, value in self.person.items() if name in {"sub", *scopes}})

    def sign(self, method: str, path: str, *, headers: Any, body: bytes) -> Answer:
        asked = self.tokens.get(headers.get("Authorization", "").removeprefix("Bearer "))
        if asked != {"scope": "sign"}:
            return as_json({"error": "invalid_token"}, 401)
        if method == "POST":
            self.digests.append(json.loads(body)["digest"])
            return as_json({"sign_transaction_id": TRANSACTION})
        return as_json({"status": "signed", "cms": base64.b64encode(b"the CMS").decode()})


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The portal hung up: it waits for no slow answer."""


class Server:
    """Serves an IdService on a port of its own, until closed."""

    def __init__(self, service: IdService) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                begun = time.perf_counter()
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, content = service.answer(
                    self.command, self.path, headers=self.headers, body=body
                )
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                service.upstream += time.perf_counter() - begun
                self.wfile.write(content)

            do_POST = do_GET  # noqa: N815 - http.server calls it

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self.http = _Quiet(("127.0.0.1", 0), Handler)
        service.port = self.http.server_port
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()
