"""A browser without a screen: cookies, forms, buttons. It sees only what a page's HTML says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from todoke.core.errors import TodokeError

Upload = tuple[str, bytes, str]
NOTHING_KEPT_OPEN = httpx.Limits(max_keepalive_connections=0)


class PageSurprise(TodokeError):
    """A page did not hold what the walk expected; the text names the page, never its content."""


@dataclass(kw_only=True, slots=True)
class Form:
    """What a browser would send: `values` by input name; `choices` are the values offered."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._open: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(action=given.get("action", ""), method=given.get("method", "get").lower())
            self.forms.append(self._open)
        elif tag == "a":
            self.links.append((given.get("href", ""), given.get("class", "")))
        elif self._open is not None:
            self._control(tag, given, form=self._open)

    def _control(self, tag: str, given: Mapping[str, str], *, form: Form) -> None:
        name = given.get("name", "")
        if tag == "button" and "disabled" not in given:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
            form.names.add(name)
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.values):
            form.values[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._area = name
            form.names.add(name)
            form.values.setdefault(name, [""])
        elif tag == "input" and name:
            self._input(given, name, form=form)

    def _input(self, given: Mapping[str, str], name: str, *, form: Form) -> None:
        form.names.add(name)
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                form.values.setdefault(name, []).append(given.get("value", "on"))
        elif kind != "file":
            form.values[name] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.values[self._area] = [self._open.values[self._area][0] + data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    url: str
    status: int
    text: str
    content: bytes
    forms: tuple[Form, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def path(self) -> str:
        return httpx.URL(self.url).path

    def form(self, *, having: str = "", action: str = "") -> Form:
        """The form with this input, or whose action ends so."""
        for form in self.forms:
            if having and having in form.names:
                return form
            if action and urljoin(self.url, form.action).split("?")[0].endswith(action):
                return form
        raise PageSurprise(f"{self.path} (status {self.status}) — a form with {having or action} — none")

    def move_form(self, move: str) -> Form:
        """The form of one move on a case page; a move that is refused has no button to press."""
        for form in self.forms:
            if form.values.get("move") == [move] and form.buttons:
                return form
        raise PageSurprise(f"{self.path} (status {self.status}) — a button for {move} — none")

    def main_form(self) -> Form:
        """The form of the page's one job: not the display settings, not signing out."""
        jobs = [
            form
            for form in self.forms
            if form.action not in ("/display", "/logout") and form.method == "post"
        ]
        if not jobs:
            raise PageSurprise(f"{self.path} (status {self.status}) — a form to fill in — none")
        return max(jobs, key=lambda form: len(form.names))

    def next_link(self) -> str:
        for href, css in self.links:
            if "button" in css.split() and "outline" not in css.split():
                return urljoin(self.url, href)
        raise PageSurprise(f"{self.path} — a link to the next step — none")


class Walker:
    """One person at one site. `host` is sent as Host header, so that no name look-up is needed."""

    def __init__(self, base: str, *, host: str, language: str = "ja") -> None:
        self.base = base
        self.client = httpx.Client(
            base_url=base,
            headers={"Host": host, "Accept-Language": language},
            timeout=30,
            trust_env=False,
            limits=NOTHING_KEPT_OPEN,
        )

    def get(self, url: str) -> Page:
        return self._follow(self.client.get(self._local(url)))

    def send(
        self,
        page: Page,
        form: Form,
        *,
        values: Mapping[str, str | list[str]] | None = None,
        files: list[tuple[str, Upload]] | None = None,
        button: tuple[str, str] | None = None,
    ) -> Page:
        data = dict(form.values)
        data |= {
            name: [v] if isinstance(v, str) else v for name, v in (values or {}).items() if name in form.names
        }
        if button:
            data[button[0]] = [button[1]]
        url = self._local(urljoin(page.url, form.action or page.url))
        if files:
            return self._follow(self.client.post(url, data=data, files=files))
        return self._follow(self.client.post(url, data=data))

    def _local(self, url: str) -> str:
        parts = httpx.URL(urljoin(self.base, url))
        return str(
            parts.copy_with(host=httpx.URL(self.base).host, port=httpx.URL(self.base).port, fragment=None)
        )

    def _follow(self, response: httpx.Response) -> Page:
        for _ in range(8):
            if response.status_code not in (301, 302, 303, 307, 308):
                break
            target = urljoin(str(response.request.url), response.headers["location"])
            response = self.client.get(self._local(target))
        parser = _Forms()
        html = "html" in response.headers.get("content-type", "")
        if html:
            parser.feed(response.text)
        return Page(
            url=str(response.request.url),
            status=response.status_code,
            text=response.text if html else "",
            content=response.content,
            forms=tuple(parser.forms),
            links=tuple(parser.links),
        )
