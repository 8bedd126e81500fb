"""station.yaml as sheets: what may be written at a place, and in which ways. Pure.

A sheet is made from the one declaration of the keys (`broadcaster.station.model` by way of `station/forms`).
Here is only which keys of station.yaml a part of the settings shows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, get_args, get_origin

from broadcaster.station.forms.fields import declarations
from broadcaster.station.forms.form import Declared, Form
from broadcaster.station.forms.reference import of_value
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.model.equipment import Output, OutputKind, Zone
from broadcaster.station.model.keys import Key
from broadcaster.station.model.sound import Gain, GainHours
from broadcaster.station.registries.engines import ENGINES

PARTS: Mapping[str, tuple[str, ...]] = {
    "station": ("name", "place", "neighbours", "timezone", "languages", "reading"),
    "regulation": ("regulation", "approval"),
    "sound": ("sound", "speech"),
    "gain": ("gain",),
    "voices": ("voices", "services"),
    "sirens": ("sirens",),
    "zones": ("zones",),
    "transmitter": ("keying",),
    "output": ("output",),
    "contacts": ("contacts",),
    "sources": ("sources",),
    "address": ("console", "calendars", "fleet"),
    "backup": ("backup",),
    "power": ("ups",),
    "notices": ("notices",),
}
"""The keys of station.yaml that each part of the settings shows."""

Path = tuple[str, ...]
NAMED = "set"
"""The way of a section that is written; beside it stands `ABSENT`, where the section may be left out."""
ABSENT = "absent"
NEW = "+"
"""Stands for the name of an entry that is to be added; no name has such a sign."""
_ADDRESS = "address"
_ALWAYS: Mapping[str, tuple[str, ...]] = {"voices": ("default",)}
"""Entries that a station has whether they are written or not."""


class WayForm(StrEnum):
    """How what a sheet holds is written."""

    KEYS = "keys"  # as a mapping
    WORD = "word"  # as the name of the way
    TEXT = "text"  # as one text, behind what tells the way
    NOTHING = "nothing"  # not at all


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWay:
    """One of the ways in which a section may be written, with the keys that only this one has."""

    name: str = ""
    keys: tuple[Declared, ...] = ()
    manner: WayForm = WayForm.KEYS
    before: str = ""  # of a text: what stands in front of it


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsSheet:
    """What may be written at one place of station.yaml."""

    path: Path
    section: str  # names its texts
    kinds: str = ""  # names the texts of its ways, where they are those of another section
    called: Path = ()  # the beginning of its fields' names, where that is not its path
    entry: str = ""  # the name of the entry of several that it is, or belongs to
    inner: bool = False  # it belongs to an entry and is none itself
    depth: int = 2  # steps of the path to the entry
    ways: tuple[SheetWay, ...]
    shared: tuple[Declared, ...] = ()  # the keys that every way has
    tag: str = ""  # the key that tells the way; "": what is written tells it
    usual: str = ""  # the way where nothing is written
    chosen: bool = False  # the way must be written, also the usual one
    fixed: bool = False  # an entry that is always there, under this name
    spanned: bool = False  # an entry whose name is a span of the day: 05:00-06:30

    @property
    def root(self) -> Path:
        """Where its entry stands."""
        return self.path[: self.depth]

    def way(self, name: str) -> SheetWay:
        """The way of that name; the usual one where there is none."""
        known = {one.name: one for one in self.ways}
        return known.get(name, known[self.usual])

    def way_of(self, written: object) -> SheetWay:
        """The way in which something is written."""
        if written is None:
            return self.way(self.usual)
        texts = [one for one in self.ways if one.manner is WayForm.TEXT]
        if texts:
            return next(one for one in reversed(texts) if _is_text_of(one, written))
        if not isinstance(written, dict):
            return self.way(str(written))
        if self.tag:
            return self.way(str(written.get(self.tag, self.usual)))
        by_keys = [one for one in self.ways if one.manner is WayForm.KEYS]
        own = (one for one in by_keys[1:] if any(key.name in written for key in one.keys))
        return next(own, by_keys[0])

    def keys(self, way: SheetWay) -> Iterator[Declared]:
        """All keys of a way."""
        yield from self.shared
        yield from way.keys

    def name_of(self, key: Declared, way: SheetWay | None) -> str:
        """The name of a key's field: two ways may have keys of one name."""
        if way is None or len(self.ways) == 1:
            return ".".join((*self._called, key.name))
        return f"{'.'.join(self._called)}:{way.name}.{key.name}"

    @property
    def _called(self) -> Path:
        return self.called or self.path

    @property
    def way_name(self) -> str:
        """The name of the field in which the way is chosen."""
        return f"{'.'.join(self._called)}:way"

    @property
    def entry_name(self) -> str:
        """The name of the field in which an entry is named."""
        return f"{'.'.join(self._called)}:name"

    def place_of(self, key: Declared, way: SheetWay) -> Path:
        """Where the value of a key stands in the file."""
        return self.path if way.manner is WayForm.TEXT else (*self.path, key.name)

    def value_of(self, key: Declared, way: SheetWay, written: object) -> object:
        """The value of a key in what is written."""
        if isinstance(written, dict):
            return written.get(key.name)
        if way.manner is not WayForm.TEXT or not isinstance(written, str):
            return None
        return written if not way.before else written.removeprefix(way.before).strip()


def _is_text_of(way: SheetWay, written: object) -> bool:
    if isinstance(written, str):
        return written.startswith(way.before) or bool(way.before and written.isdecimal())
    return isinstance(written, dict) and any(key.name in written for key in way.keys)


def sheets(part: str, data: object = None) -> Iterator[SettingsSheet]:
    """The sheets of a part.

    Args:
        part: of `PARTS`.
        data: of station.yaml, whose entries have a sheet each; one more is for an entry to be added.
    """
    written = data if isinstance(data, dict) else {}
    top: list[Declared] = []
    below: list[SettingsSheet] = []
    for name in PARTS[part]:
        key = StationForm.declared[name]
        if key.hint is Gain:
            below += levels(written)
        elif _is_mapping(key.hint):
            there = written.get(name)
            entries = [
                *dict.fromkeys((*_ALWAYS.get(name, ()), *(there if isinstance(there, dict) else ()))),
                NEW,
            ]
            for entry in entries:
                below += _entry(key, name, entry)
        elif dataclasses.is_dataclass(key.hint) and isinstance(key.hint, type):
            below += _section(key.hint, (name,), name, written.get(name), optional=key.default is None)
        else:
            top.append(key)
    if top:
        yield SettingsSheet(path=(), section=part, ways=(SheetWay(keys=tuple(top)),))
    yield from below


def _section(
    value: type, path: Path, section: str, written: object, *, optional: bool
) -> Iterator[SettingsSheet]:
    """The sheet of a section, and those of what it has inside: its entries first."""
    sheet = sheet_of(value, path, section, optional=optional)
    parts = [
        one for way in sheet.ways for one in way.keys if isinstance(one.hint, type) and of_value(one.hint)
    ]
    several = [one for way in sheet.ways for one in way.keys if _is_mapping(one.hint)]
    apart = [*parts, *several]
    ways = tuple(replace(way, keys=tuple(key for key in way.keys if key not in apart)) for way in sheet.ways)
    for one in several:
        there = written.get(one.name) if isinstance(written, dict) else None
        inside: Any = get_args(one.hint)[1]
        for entry in (*(there if isinstance(there, dict) else ()), NEW):
            place = (*path, one.name, entry)
            yield replace(sheet_of(inside, place, f"{section}.{one.name}"), entry=entry, depth=len(place))
    yield replace(sheet, ways=ways)
    for one in parts:
        within: Any = one.hint
        yield sheet_of(within, (*path, one.name), f"{section}.{one.name}", optional=one.default is None)


def levels(written: Mapping[str, object]) -> Iterator[SettingsSheet]:
    """The sheets of `gain:`: always, then by span of the day; that of a zone stands with the zone."""
    everywhere = next(one for one in declarations(Gain, "gain") if one.field == "all")
    yield SettingsSheet(
        path=("gain",), section="gain", ways=(SheetWay(keys=(replace(everywhere, text="console.gain.all"),)),)
    )
    there, zones = written.get("gain"), written.get("zones")
    known = {everywhere.name, *(zones if isinstance(zones, dict) else ())}
    spans = [name for name in (there if isinstance(there, dict) else ()) if name not in known]
    for span in (*spans, NEW):
        yield replace(level(("gain", span), "console.gain.hours"), entry=span, spanned=True)


def level(path: Path, text: str) -> SettingsSheet:
    """The sheet of one gain in dB.

    Args:
        path: where it stands.
        text: the key of its words.
    """
    db = next(one for one in declarations(GainHours, "gain.hours") if one.field == "db")
    db = replace(db, text=text, required=not text.endswith("zone"))
    way = SheetWay(name="db", keys=(db,), manner=WayForm.TEXT)
    return SettingsSheet(path=path, section="gain.hours", ways=(way,), usual="db")


def voice_of_engine(engine: str) -> Declared:
    """The key of an engine in a voice: the engine's own voice."""
    return Declared(
        field=engine,
        name=engine,
        text=f"console.voices.of.{engine}",
        hint=str,
        key=Key(),
        marks=(),
        required=False,
        default=None,
    )


def _is_mapping(hint: object) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _entry(key: Declared, name: str, entry: str) -> Iterator[SettingsSheet]:
    """The sheet of one of several entries, and those of what it has inside."""
    value: Any = get_args(key.hint)[1]
    path = (name, entry)
    if value is str:
        yield replace(_texts(key, path, name), entry=entry)
        return
    if _is_mapping(value):
        voices = SheetWay(keys=tuple(voice_of_engine(each) for each, it in ENGINES.items() if it.offered))
        yield SettingsSheet(
            path=path, section=name, entry=entry, ways=(voices,), fixed=entry in _ALWAYS.get(name, ())
        )
        return
    sheet = sheet_of(value, path, name)
    inside = [one for way in sheet.ways for one in way.keys if _is_value(one.hint)]
    ways = tuple(replace(way, keys=tuple(k for k in way.keys if k not in inside)) for way in sheet.ways)
    yield replace(sheet, ways=ways, entry=entry)
    if value is Zone:
        yield replace(level(("gain", entry), "console.gain.zone"), entry=entry, inner=True)
    for one in inside:
        within: Any = one.hint
        inner = sheet_of(within, (*path, one.name), f"{name}.{one.name}", optional=one.default is None)
        yield replace(inner, kinds=one.name, entry=entry, inner=True)


def _is_value(hint: object) -> bool:
    return dataclasses.is_dataclass(hint)


def _texts(key: Declared, path: Path, section: str) -> SettingsSheet:
    """What is written as one text: an address, or a thing with a number."""
    address = replace(key, name=_ADDRESS, hint=str, key=Key(), marks=(), required=True, default=None)
    ways = [SheetWay(name=_ADDRESS, keys=(address,), manner=WayForm.TEXT)]
    for mark in key.marks:
        for form in of_value(mark) if isinstance(mark, type) else ():
            ways += (
                SheetWay(name=one.name, keys=(one,), manner=WayForm.TEXT, before=f"{one.name}:")
                for one in form.declared.values()
            )
    return SettingsSheet(path=path, section=section, ways=tuple(ways), usual=_ADDRESS)


def sheet_of(value: type, path: Path, section: str, *, optional: bool = False) -> SettingsSheet:
    """The sheet of a value of the station's model.

    Args:
        value: the dataclass.
        path: where it stands.
        section: names its texts.
        optional: it may be left out, which is something else than its defaults.
    """
    forms = of_value(value)
    if forms[0].shared:
        return _typed(forms, path, section, optional=optional)
    ways = tuple(_way(form, section) for form in forms)
    if value is Output:
        ways = (*ways, SheetWay(name=str(OutputKind.NONE), manner=WayForm.WORD))
        return SettingsSheet(path=path, section=section, ways=ways, usual=ways[0].name)
    if optional:
        ways = (SheetWay(name=ABSENT, manner=WayForm.NOTHING), *(replace(one, name=NAMED) for one in ways))
    return SettingsSheet(path=path, section=section, ways=ways, usual=ways[0].name)


def _way(form: type[Form], section: str) -> SheetWay:
    """The way of a form: `output.file` is the way `file` of `output`."""
    kind = form.section.removeprefix(section).removeprefix(".")
    name = kind or (str(OutputKind.DEVICE) if form.makes is Output else "")
    return SheetWay(name=name, keys=tuple(form.declared.values()))


def _typed(forms: list[type[Form]], path: Path, section: str, *, optional: bool) -> SettingsSheet:
    """What comes in kinds that a key names."""
    first = forms[0].declared
    tag = next(one for one in first.values() if one.field == "type")
    shared = tuple(one for one in first.values() if one.field in forms[0].shared and one is not tag)
    ways = [
        SheetWay(
            name=form.section.rpartition(".")[2],
            keys=tuple(one for one in form.declared.values() if one.field not in form.shared),
        )
        for form in forms
    ]
    usual = tag.default if isinstance(tag.default, str) else ways[0].name
    if optional:
        ways.insert(0, SheetWay(name=ABSENT, manner=WayForm.NOTHING))
        usual = ABSENT
    return SettingsSheet(
        path=path,
        section=section,
        ways=tuple(ways),
        shared=shared,
        tag=tag.name,
        usual=usual,
        chosen=tag.required,
    )
