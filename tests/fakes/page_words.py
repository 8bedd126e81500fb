"""The words of a page as a person finds them: by what they stand in; and what its form would send."""

from __future__ import annotations

from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Words(HTMLParser):
    """The text of each element by its id, by what labels it, or by its class."""

    ALONE = frozenset({"br", "img", "input", "link", "meta", "path", "rect", "circle", "line", "polyline"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.of: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.over: datetime | None = None
        self._open: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        names = tuple(filter(None, (known.get("id"), known.get("aria-labelledby"))))
        self.kinds |= dict.fromkeys(names, known.get("class", ""))
        if "data-left" in known:
            self.over = datetime.fromtimestamp(float(known["data-left"]), ZONE)
        if tag not in self.ALONE:
            kinds = [f"{tag}.{one}" for one in known.get("class", "").split()]
            self._open.append((tag, (*names, *kinds)))

    def handle_endtag(self, tag: str) -> None:
        while any(one == tag for one, _ in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for name in {name for _, names in self._open for name in names}:
            self.of[name] = " ".join(f"{self.of.get(name, '')} {data}".split())


class Filled(HTMLParser):
    """What a browser sends of the form with `mark` that goes to `action`: what is typed, ticked, chosen."""

    def __init__(self, html: str, action: str, mark: str = "data-hold") -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._action, self._mark, self._inside = action, mark, False
        self._select, self._first, self._chosen = "", "", ""
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        name, value = known.get("name", ""), known.get("value", "")
        if tag == "form":
            self._inside = known.get("action") == self._action and self._mark in known
        elif not self._inside:
            return
        elif tag == "input" and (known.get("type") not in ("radio", "checkbox") or "checked" in known):
            self.fields.append((name, value))
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select, self._first, self._chosen = name, "", ""
        elif tag == "option":
            self._first = self._first or f"={value}"
            self._chosen = f"={value}" if "selected" in known else self._chosen

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            self.fields.append((self._area[0], "".join(self._area[1])))
            self._area = None
        elif tag == "select" and self._select:
            self.fields.append((self._select, (self._chosen or self._first)[1:]))
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
