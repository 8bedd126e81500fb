"""A message file as the fields of a form, and a form's fields as the edited file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import Language, language, say
from broadcaster.core.text.forms import nfc
from broadcaster.station.forms.broadcasts import UNTIL_STOPPED
from broadcaster.station.model.message import Priority
from broadcaster.station.yaml.entries import put, value_at
from broadcaster.station.yaml.structure import data_of, insert_item, move_item, remove, set_value
from broadcaster.station.yaml.writing import Value
from broadcaster.web.drawing.days import day_in_file, day_of, day_typed

Act = Literal["say", "pause", "play", "relay", "up", "down", "move", "remove"]

KINDS: Mapping[str, tuple[str, ...]] = {
    "say": ("emphasis",),
    "pause": (),
    "play": ("language", "title", "music"),
    "relay": ("for", "else"),
}
"""The kinds of parts, with the keys beside the first."""

SETTINGS = (
    ("priority",), ("repeat",), ("gap",), ("every",), ("valid", "from"), ("valid", "until"),
    ("voice",), ("bed",), ("siren",), ("source",), ("basis",),
    ("cause",),
)  # fmt: skip
"""The keys of a message beside its title and parts, in the order of the page."""


DAYS = tuple(path for path in SETTINGS if path[0] == "valid")
"""Those of them that are days."""

_UNTIL_STOPPED = ("đến khi dừng", "until it is stopped")  # as `console.until_stopped` has it
LASTING = ("pause", "gap", "every", "for")  # keys of a duration
_UNITS = {"giờ": "h", "phút": "m", "giây": "s"}
_UNIT = re.compile(r"(\d+) ?(giờ|phút|giây)", re.IGNORECASE)
_WRITTEN = re.compile(r"(\d+h)?(\d+m)?(\d+s)?")
_SPOKEN = re.compile(rf"{_UNIT.pattern}(?: ?{_UNIT.pattern})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part in the editor."""

    number: int
    kind: str  # of KINDS, or other
    text: str  # the value of the first key
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageForm:
    """A message file as the editor shows it."""

    title: str
    parts: tuple[Part, ...]
    settings: Mapping[tuple[str, ...], str]  # "" where nothing is written


def shown(text: str) -> MessageForm:
    """A message file as fields; what cannot be read is shown as empty."""
    try:
        data = data_of(text)
    except StationError:
        data = None
    if not isinstance(data, dict):
        return MessageForm(title="", parts=(), settings={})
    listed = data.get("parts")
    items = listed if isinstance(listed, list) else []
    parts = tuple(_part(number, each) for number, each in enumerate(items))
    settings: dict[tuple[str, ...], str] = {path: _text(value_at(data, path)) for path in SETTINGS}
    return MessageForm(title=_text(data.get("title")), parts=parts, settings=settings)


def with_fields(text: str, given: Mapping[str, str], today: date) -> str:
    """The file with what was typed; what was not changed stays as it is written.

    Args:
        text: the file that the form showed.
        given: `title`, `part-N` and `part-N-KEY`, `set-KEY`.
        today: a day without a year is the next such day.

    Raises:
        StationError: it cannot be edited.
    """
    known = shown(text)
    new = _line(given.get("title", known.title))
    if new and new != known.title:
        text = set_value(text, ("title",), new)
    for part in known.parts:
        for key, was, typed in _typed(part, given):
            place = ("parts", part.number, key)
            if typed != was and (typed or key == part.kind):
                text = set_value(text, place, f"{typed}\n" if typed and key == "say" else typed)
            elif typed != was:
                text = remove(text, place)
    given = _repeating(known, given)
    for path, was in known.settings.items():
        value = given.get(f"set-{'.'.join(path)}")
        if value is not None:
            typed = _day(value, today) if path in DAYS else _value(path[-1], value)
            text = text if typed == was else put(text, path, typed or None)
    return text


def _repeating(known: MessageForm, given: Mapping[str, str]) -> Mapping[str, str]:
    """The fields; what repeats every so often does so until it is stopped."""
    every = given.get("set-every")
    if every is None or bool(every) == bool(known.settings.get(("every",))):
        return given
    return {**given, "set-repeat": UNTIL_STOPPED if every else ""}


def with_act(text: str, act: Act, number: int, to: int, value: str = "") -> str:
    """The file with a part inserted before the place `to`, moved there, or removed.

    Args:
        act: a kind to insert, or what becomes of the part of this number.
        number: of the part.
        to: the place for `move` and for a new part; behind the last one if there is no such place.
        value: the recording or source of a new part.

    Raises:
        StationError: there is no such part, or the file cannot be edited.
    """
    count = len(shown(text).parts)
    if act in KINDS:
        new: dict[str, Value] = {
            "say": {"say": say("console.new_words") + "\n"},
            "pause": {"pause": "1s"},
            "play": {"play": value},
            "relay": {"relay": value, "for": "15m"},
        }
        return insert_item(text, ("parts",), min(to, count) if to >= 0 else count, new[act])
    if not 0 <= number < count:
        raise StationError("station.no_such_place", place=str(number))
    if act == "remove":
        return remove(text, ("parts", number))
    to = {"up": number - 1, "down": number + 1}.get(act, to)
    return move_item(text, ("parts",), number, to) if 0 <= to < count and to != number else text


def plain(text: str) -> str:
    """A message file as people read it, for comparisons; the file itself where it is no message."""
    known = shown(text)
    if not known.parts:
        return text
    lines = [known.title, ""]
    for part in known.parts:
        beside = "".join(f" · {value}" for value in part.beside.values() if value)
        kind = say(f"console.part.{part.kind}")
        said = in_words(part.text) if part.kind in LASTING else part.text
        lines += [f"{part.number + 1}. {kind}{beside}", said, ""]
    for path, value in known.settings.items():
        if value:
            label = say(f"console.label.{path[-1]}")
            words = say(f"console.choice.{value}") if value in tuple(Priority) else value
            words = day_typed(day_in_file(value)) or value if path in DAYS else words
            words = in_words(value) if path[-1] in LASTING else words
            lines.append(f"{label}: {words}")
    return "\n".join(lines).rstrip()


def _typed(part: Part, given: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Key, written value and typed value of each field of a part that the form has."""
    if part.kind not in KINDS:
        return
    first = given.get(f"part-{part.number}")
    if first is not None:
        yield part.kind, part.text, _block(first) if part.kind == "say" else _value(part.kind, first)
    for key in KINDS[part.kind]:
        typed = given.get(f"part-{part.number}-{key}")
        if typed is not None:
            yield key, part.beside[key], _value(key, typed)


def _part(number: int, part: object) -> Part:
    fields: dict[str, Any] = part if isinstance(part, dict) else {}
    kind = next((each for each in KINDS if each in fields), "other")
    beside = {key: _text(fields.get(key)) for key in KINDS.get(kind, ())}
    return Part(number=number, kind=kind, text=_text(fields.get(kind)).rstrip("\n"), beside=beside)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _value(key: str, typed: str) -> str:
    """A typed line as the file has it: `1 phút 30 giây` is `1m30s` there."""
    line = _line(typed)
    if key == "repeat" and line.casefold() in _UNTIL_STOPPED:
        return UNTIL_STOPPED
    if key not in LASTING or not _SPOKEN.fullmatch(line):
        return line
    return "".join(f"{number}{_UNITS[unit.casefold()]}" for number, unit in _UNIT.findall(line))


def in_words(written: str) -> str:
    """A length of time as Vietnamese type it: `1m30s` is `1 phút 30 giây`; what is none stays."""
    if language() is not Language.VI or not _WRITTEN.fullmatch(written):
        return written
    words = {unit: word for word, unit in _UNITS.items()}
    return " ".join(f"{number} {words[unit]}" for number, unit in re.findall(r"(\d+)([hms])", written))


def _day(typed: str, today: date) -> str:
    """A typed day as the file has it; what is none stays as it was typed, and the check tells."""
    line = _line(typed)
    try:
        return day_of(line, today).isoformat() if line else ""
    except ValueError:
        return line


def _line(typed: str) -> str:
    return " ".join(nfc(typed).split())


def _block(typed: str) -> str:
    return nfc(typed.replace("\r\n", "\n")).rstrip()
