"""A setting of station.yaml and its value in people's words: as Thiết lập names them. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from broadcaster.errors import Fact, Phrase
from broadcaster.playout.source.choice import server
from broadcaster.station.model.office.console import Listen
from broadcaster.text import has

_NONE = Phrase(code="clock.no_value")
_SEALED = Phrase(code="clock.another_value")


def named(path: str) -> Fact:
    """The setting at a path such as `approval.own` or `keying`; the path itself where it has no name."""
    section, _, name = path.partition(".")
    match section:
        case "sources":
            return Phrase(code="clock.source", facts=(("name", name),))
        case "contacts":
            return Phrase(code="clock.contact", facts=(("name", name),))
        case "zones":
            return Phrase(code="clock.zones_keying")
    group, key = f"console.group.{section}", f"console.named.{path}"
    if not has(group) or (name and not has(key)):
        return path
    if not name:
        return Phrase(code=group)
    return Phrase(code="clock.setting", facts=(("group", Phrase(code=group)), ("key", Phrase(code=key))))


def valued(path: str, value: str | None) -> Fact:
    """A value as people are shown it: of an address only where it leads, since a password may stand in it.

    Args:
        path: of its setting.
        value: as JSON, or sealed; None for an entry that is not there.
    """
    if value is None:
        return _NONE
    try:
        found = json.loads(value)
    except ValueError:
        return _SEALED
    section, _, name = path.partition(".")
    if section == "sources":
        return _source(str(found), value)
    if isinstance(found, dict):
        return Listen(**found).text if "host" in found else _contact(found)
    if isinstance(found, float):
        return Phrase(code="clock.lasting", facts=(("length", value),))
    return _word(name, found)


def _word(key: str, value: object) -> Fact:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    code = f"console.word.{key}.{text}"
    return Phrase(code=code) if has(code) else text


def _source(address: str, value: str) -> Fact:
    if address.startswith("line-in:"):
        return Phrase(code="clock.line_in", facts=(("number", address.partition(":")[2]),))
    mark = hashlib.sha256(value.encode()).hexdigest()[:6]  # two addresses at one server differ in it
    return f"{server(address)} ({mark})" if server(address) else address


def _contact(found: Mapping[str, object]) -> Fact:
    way = f"console.way.contacts.{found.get('type')}"
    return Phrase(
        code="clock.contact_value",
        facts=(
            ("way", Phrase(code=way) if has(way) else str(found.get("type"))),
            ("message", str(found.get("message"))),
            ("emergency", _word("emergency", bool(found.get("emergency")))),
        ),
    )
