"""Where a feed says that alerts are: the links of an Atom or RSS index, as they stand there."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.alerts.cap.xml import BadXml, Element, parsed

MOST = 100  # alerts of one index; the newest stand first
_LONGEST = 2000  # characters of a link
_ATOM = "{http://www.w3.org/2005/Atom}"
_INDEXES = (f"{_ATOM}feed", "rss")
_CAP = "application/cap+xml"


def links_of(raw: bytes) -> tuple[str, ...] | None:
    """The links of an index; None for what is none, be it an alert or nothing at all."""
    try:
        root = parsed(raw)
    except BadXml:
        return None
    if root.tag not in _INDEXES:
        return None
    found = (link.strip() for link in _links(root))
    return tuple(dict.fromkeys(link for link in found if 0 < len(link) <= _LONGEST))[:MOST]


def _links(root: Element) -> Iterator[str]:
    for entry in root.iter(f"{_ATOM}entry"):
        links = entry.findall(f"{_ATOM}link")
        for one in [each for each in links if each.get("type") == _CAP] or links[:1]:
            yield one.get("href") or ""
    for item in root.iter("item"):
        enclosed = [each for each in item.findall("enclosure") if each.get("type") == _CAP]
        yield from [each.get("url") or "" for each in enclosed] or [item.findtext("link") or ""]
