"""A browser without a screen: cookies, forms as the pages have them, and every page that links lead to."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit


@dataclass(frozen=True)
class Page:
    """What was answered."""

    path: str
    status: int
    kind: str
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """As text."""
        return self.body.decode("utf-8", "replace")


@dataclass
class Form:
    """A form of a page with what its fields hold."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.csrf = ""
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        for name in ("href", "src", "hx-get", "data-href"):
            if name in given:
                self.links.append(given[name])
        if tag == "meta" and given.get("name") == "csrf":
            self.csrf = given.get("content", "")
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms and "name" in given:
            self._input(given)
        elif tag == "textarea":
            self._area, self._text = given.get("name", ""), ""

    def _input(self, given: Mapping[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio") and "checked" not in given:
            return
        if given.get("type") not in ("submit", "file", "button"):
            self.forms[-1].fields.append((given["name"], given.get("value", "on")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            if self.forms and self._area:
                self.forms[-1].fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None


@dataclass
class Browser:
    """One visitor at the console.

    Args:
        port: of the console at this computer.
        language: that the browser asks for.
    """

    port: int
    language: str = "vi"
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: str = ""

    def get(self, path: str) -> Page:
        """A page, without following where it sends us."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str] | list[tuple[str, str]]) -> Page:
        """Send a form."""
        pairs = [(name, value) for name, value in (fields.items() if isinstance(fields, Mapping) else fields)]
        if "csrf" not in dict(pairs):
            pairs.append(("csrf", self.csrf))
        return self._ask("POST", path, urlencode(pairs))

    def sign_in(self, person: str, secret: str) -> Page:
        """As that person."""
        self.get("/sign-in")
        answered = self.post("/sign-in", {"person": person, "secret": secret, "back": "/"})
        self.get("/")
        return answered

    def forms(self, path: str) -> list[Form]:
        """The forms of a page."""
        reader = _Reader()
        reader.feed(self.get(path).text)
        return reader.forms

    def walk(self, begin: list[str], most: int, wanted: Callable[[str], bool]) -> Iterator[Page]:
        """Every page that is wanted of those that links lead to, in order, at most so many."""
        waiting, seen = list(begin), set(begin)
        while waiting and most > 0:
            most -= 1
            page = self.get(waiting.pop(0))
            yield page
            reader = _Reader()
            if page.kind.startswith("text/html"):
                reader.feed(page.text)
            for link in [*reader.links, *([page.location] if page.location else [])]:
                path = self._ours(page.path, link)
                if path and path not in seen and wanted(path):
                    seen.add(path)
                    waiting.append(path)

    def _ours(self, here: str, link: str) -> str:
        parts = urlsplit(urljoin(f"http://127.0.0.1:{self.port}{here}", link))
        if parts.hostname not in ("127.0.0.1", "localhost") or parts.port != self.port:
            return ""
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _ask(self, method: str, path: str, body: str | None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Accept-Language": self.language}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
            headers["x-csrf"] = self.csrf
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = Page(
                path,
                answer.status,
                answer.getheader("Content-Type", ""),
                answer.getheader("Location", ""),
                answer.read(),
            )
            for line in answer.headers.get_all("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
        finally:
            connection.close()
        if page.kind.startswith("text/html"):
            reader = _Reader()
            reader.feed(page.text)
            self.csrf = reader.csrf or self.csrf
        return page
