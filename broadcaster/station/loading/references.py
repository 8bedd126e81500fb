"""What one file says about another: messages, zones, voices, sources and recordings must exist.

Works on what was written, not on typed values, so that a slip in one key of a file hides nothing
that is wrong with another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from broadcaster.core.containment import Kind
from broadcaster.station.forms.broadcasts import UNTIL_STOPPED
from broadcaster.station.forms.calendar import shipped_holidays
from broadcaster.station.forms.texts import is_windows_path
from broadcaster.station.loading.services import shipped_services
from broadcaster.station.loading.sources import FileFault, Source
from broadcaster.station.model.names import is_id, is_name, listed, nearest, shown
from broadcaster.station.model.sound import SHIPPED
from broadcaster.station.model.station import Recording
from broadcaster.station.registries.engines import ENGINES
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Node, Place, Trees, YamlMark, problems_of

_MOST_LOOKED_AT = 500  # names of one list; a longer list is a mistake by itself
_MOST_LISTED = 10  # known names shown in a hint
_CHIMES = ("chime", "chime-down", "none")  # may open an emergency too
_ALWAYS_THERE = ("default",)  # the voice that needs no entry


@dataclass(frozen=True, slots=True)
class _Names:
    """What may be referred to, by the code of the problem when it is not there."""

    code: str
    known: Collection[str]
    well_formed: Callable[[str], bool]

    def unknown(self, place: Place, node: Node | None) -> Iterator[Problem]:
        """A problem for each name written at `node` that leads nowhere."""
        for name, mark in _texts(node):
            if self.well_formed(name) and name not in self.known:
                yield self._problem(place, name, mark)

    def unknown_keys(self, place: Place, node: Node | None) -> Iterator[Problem]:
        """A problem for each key of a mapping that leads nowhere."""
        for name, mark in islice(node.keys.items(), _MOST_LOOKED_AT) if node else ():
            if self.well_formed(name) and name not in self.known:
                yield self._problem(place, name, mark)

    def _problem(self, place: Place, name: str, mark: YamlMark) -> Problem:
        near = nearest(name, self.known) or ""
        known = listed(sorted(self.known)[:_MOST_LISTED])
        return place.problem(mark, self.code, written=shown(name), near=near, known=known)


class _References:
    """What there is by name in a station, and what of its files leads to nothing."""

    def __init__(self, source: Source, trees: Trees, waiting: Collection[str]) -> None:
        self._station = station = trees.station.root
        self._messages = _Names("station.unknown_message", trees.messages.keys(), is_id)
        self._planned = _Names("station.unknown_message", {*trees.messages, *waiting}, is_id)
        self._zones = _Names("station.unknown_zone", _keys(station, "zones"), is_name)
        self._voices = _Names("station.unknown_voice", (*_keys(station, "voices"), *_ALWAYS_THERE), is_name)
        self._relays = _Names("station.unknown_source", _keys(station, "sources"), is_name)
        sirens = (*_keys(station, "sirens"), *SHIPPED, *_CHIMES)
        self._sirens = _Names("station.unknown_siren", sirens, is_name)
        self._days = _Names("station.unknown_named_day", named_days(trees.calendar), is_name)
        self.library = _Library(source)

    def of_schedule(self, place: Place) -> Iterator[Problem]:
        yield from self._planned.unknown(place, place.child("message"))
        yield from self._planned.unknown(place, place.child("messages"))
        silent = place.child("except")
        for node in (place.child("named"), silent.children.get("named") if silent else None):
            yield from self._days.unknown(place, node)
        if self._station is not None:
            yield from self._zones.unknown(place, place.child("zones"))

    def of_message(self, place: Place) -> Iterator[Problem]:
        yield from self.library.missing(place, place.child("bed"))
        if self._station is not None:
            yield from self._voices.unknown(place, place.child("voice"))
            yield from self._sirens.unknown(place, place.child("siren"))
        for part in _parts(place):
            yield from self.library.missing(place, part.children.get("play"))
            yield from self._messages.unknown(place, part.children.get("else"))
            if self._station is not None:
                yield from self._relays.unknown(place, part.children.get("relay"))

    def of_settings(self, trees: Trees) -> Iterator[Problem]:
        """Of station.yaml and regulation.yaml."""
        sound, contacts = trees.station.child("sound"), trees.station.child("contacts")
        yield from self._sirens.unknown(trees.station, sound.children.get("emergency") if sound else None)
        yield from _own_sirens(trees.station)
        for contact in islice(contacts.children.values(), _MOST_LOOKED_AT) if contacts else ():
            yield from self._planned.unknown(trees.station, contact.children.get("message"))
        rules = None if self._station is None else trees.regulation.child("rules")
        for rule in islice(rules.children.values(), _MOST_LOOKED_AT) if rules else ():
            yield from self._zones.unknown(trees.regulation, rule.children.get("zones"))
        yield from (*_engines(trees), *_fallback_loops(trees), *_relays(trees))
        yield from _gains(trees.station, self._zones.known)


def check_references(
    source: Source, trees: Trees, waiting: Collection[str] = ()
) -> tuple[dict[str, Recording], list[Problem]]:
    """Find every recording, by its written name, and every name that leads nowhere.

    Args:
        waiting: messages that are known by name only; a schedule or a contact may name them.
    """
    references = _References(source, trees, waiting)
    problems: list[Problem] = []
    for place in trees.schedules.values():
        problems += problems_of(Kind.SCHEDULE, place, partial(references.of_schedule, place))
    for place in trees.messages.values():
        problems += problems_of(Kind.MESSAGE, place, partial(references.of_message, place))
    return references.library.found, [*problems, *references.of_settings(trees)]


def _engines(trees: Trees) -> Iterator[Problem]:
    """Engines that are none, and services that nothing describes."""
    place = trees.station
    services = {*shipped_services(), *trees.services}
    offered = {name for name, entry in ENGINES.items() if entry.offered}
    engines = _Names(
        "station.unknown_engine", {*offered, *services}, lambda name: is_name(name) and name not in ENGINES
    )
    speech = place.child("speech")
    yield from engines.unknown(place, speech.children.get("engines") if speech else None)
    voices = place.child("voices")
    for voice in islice(voices.children.values(), _MOST_LOOKED_AT) if voices else ():
        yield from engines.unknown_keys(place, voice)
    described = _Names("station.unknown_service", services, is_name)
    yield from described.unknown_keys(place, place.child("services"))
    for name, own in trees.services.items():
        if name in ENGINES:
            yield own.problem(START, "station.reserved_name", written=shown(name))


def named_days(calendar: Place) -> set[str]:
    """The names of days that calendar.yaml gives and of those that are shipped."""
    found = {day.id for day in shipped_holidays()}
    for key in ("holidays", "days", "subscribed"):
        node = calendar.child(key)
        found |= node.keys.keys() if node else set()
    return found


def recordings_in(place: Place) -> Iterator[str]:
    """The written names of the recordings that a message plays."""
    for node in (place.child("bed"), *(part.children.get("play") for part in _parts(place))):
        yield from (name for name, _ in _texts(node))


def _keys(station: Node | None, key: str) -> Collection[str]:
    node = station.children.get(key) if station else None
    return node.keys if node else ()


def _parts(place: Place) -> Iterator[Node]:
    parts = place.child("parts")
    yield from islice(parts.children.values(), _MOST_LOOKED_AT) if parts else ()


def _texts(node: Node | None) -> Iterator[tuple[str, YamlMark]]:
    """The text at a node, or the texts in its list."""
    if node is None or node.broken:
        return
    if isinstance(node.data, str):
        yield node.data.strip(), node.mark
    elif isinstance(node.data, list):
        for item in islice(node.children.values(), _MOST_LOOKED_AT):
            if isinstance(item.data, str) and not item.broken:
                yield item.data.strip(), item.mark


def _gains(place: Place, zones: Collection[str]) -> Iterator[Problem]:
    gain = place.child("gain")
    for key, mark in islice(gain.keys.items(), _MOST_LOOKED_AT) if gain else ():
        if is_name(key) and key != "all" and key not in zones:
            near = nearest(key, zones) or ""
            yield place.problem(mark, "station.unknown_zone", written=shown(key), near=near)


def _own_sirens(place: Place) -> Iterator[Problem]:
    """The names of the program's own sounds are taken: a ward's `siren` would be another one elsewhere."""
    own = place.child("sirens")
    for name, node in islice(own.children.items(), _MOST_LOOKED_AT) if own else ():
        if name in SHIPPED or name in _CHIMES:
            facts = {"key": f"sirens.{name}", "written": name}
            yield place.problem(node.mark, "station.reserved_name", **facts)


def _fallback_loops(trees: Trees) -> Iterator[Problem]:
    """A message that stands in for itself, at once or through others, would never end."""
    stand_ins = {
        identity: [found for part in _parts(place) for found in _texts(part.children.get("else"))]
        for identity, place in trees.messages.items()
    }
    leads = {identity: [name for name, _ in found] for identity, found in stand_ins.items() if found}
    for identity, found in stand_ins.items():
        for name, mark in found:
            if _reaches(name, identity, leads):
                yield trees.messages[identity].problem(mark, "station.else_loop", written=shown(name))


def _relays(trees: Trees) -> Iterator[Problem]:
    """A message that relays is heard once, and what stands in for a relay must not need one."""
    relaying = {
        identity
        for identity, place in trees.messages.items()
        if any("relay" in part.children for part in _parts(place))
    }
    for identity, place in trees.messages.items():
        if identity in relaying:
            for written, mark in _texts(place.child("repeat")):
                if written == UNTIL_STOPPED:
                    yield place.problem(mark, "station.relay_repeats")
                elif written != "1":
                    yield place.problem(mark, "station.relay_airs_once", Severity.WARNING)
        for part in _parts(place):
            for name, mark in _texts(part.children.get("else")):
                if name in relaying and name != identity:
                    yield place.problem(mark, "station.else_relays", written=shown(name))


def _reaches(start: str, goal: str, leads: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            ahead += leads.get(name, ())
    return False


class _Library:
    """Recordings by name, each looked for once."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._faults: dict[str, FileFault] = {}
        self.found: dict[str, Recording] = {}

    def missing(self, place: Place, node: Node | None) -> Iterator[Problem]:
        """Find the recording written at `node`; yield what keeps it from being found."""
        for name, mark in _texts(node):
            reported = "\\" in name or is_windows_path(name)
            if name and name != "none" and not reported and (fault := self._find(name)):
                yield place.problem(mark, fault.code, **fault.facts)

    def _find(self, name: str) -> FileFault | None:
        if name not in self.found and name not in self._faults:
            try:
                self.found[name] = self._source.recording(name)
            except FileFault as fault:
                self._faults[name] = fault
        return self._faults.get(name)
