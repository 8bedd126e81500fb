"""The usable part of a station of which some files have errors.

A draft that is not finished must not keep every new message off the air. A broken file is left out;
where it replaces an accepted one, that one stays. A message that is left out *waits*: its name is
known, so that a schedule may ask for it and be refused with the reason. A day of calendar.yaml cannot
be taken away while an accepted schedule names it: the accepted calendar stays. A broken station.yaml is
another matter: nothing is taken then, for zones, quiet hours and voices hang on it. The same holds where
the accepted regulation.yaml does not suit the other files any more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.text.forms import nfc
from broadcaster.station.loading.loader import ENDING, Loaded, Memory, load_source
from broadcaster.station.loading.references import recordings_in
from broadcaster.station.loading.sources import FileFault, Source
from broadcaster.station.model.message import Waits
from broadcaster.station.model.names import spelt_out
from broadcaster.station.model.station import Recording
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import Place, parse

_STATION, _MESSAGES, _SCHEDULES = "station.yaml", "messages/", "schedules/"
_CALENDAR, _REGULATION = "calendar.yaml", "regulation.yaml"
_UNKNOWN, _UNKNOWN_DAY = "station.unknown_message", "station.unknown_named_day"
_ROUNDS = 100  # what is left out may break what names it, one step each round


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """What can be taken, and what the files are like.

    `loaded` has no errors, or no station where nothing can be taken. `problems` are those of all
    files as they are.
    """

    loaded: Loaded
    problems: tuple[Problem, ...]
    stays: tuple[str, ...] = ()  # broken files in whose place the accepted one stays
    left_out: tuple[str, ...] = ()  # broken files that nothing was accepted for
    seen: Mapping[str, str] = field(default_factory=dict)  # files as they are (name in NFC) → SHA-256

    @property
    def partial(self) -> bool:
        """True if something was taken, but not all."""
        return self.loaded.station is not None and bool(self.stays or self.left_out or self.loaded.waiting)


def whole(source: Source, kept: Source | None, *, clock: Clock | None = None, alone: bool = False) -> Whole:
    """Read a station and leave out what is broken.

    Args:
        kept: the accepted station; None where there is none: then the files must all be whole.
        alone: leave broken files out although nothing was accepted: for looking at the rest.
    """
    memory = Memory()
    mixed = _Mixed(source, kept)
    first = loaded = load_source(mixed, clock=clock, memory=memory)
    waiting: dict[str, Waits] = {}
    for _ in range(_ROUNDS):
        errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
        if not errors:
            return Whole(
                loaded=loaded,
                problems=first.problems,
                stays=tuple(sorted(mixed.accepted)),
                left_out=tuple(sorted(mixed.out)),
                seen=mixed.seen(),
            )
        if (kept is None and not alone) or not _leave_out(mixed, errors, waiting):
            break
        loaded = load_source(mixed, clock=clock, memory=memory, waiting=waiting)
    return Whole(loaded=replace(first, station=None), problems=first.problems, seen=mixed.seen())


def _leave_out(mixed: _Mixed, errors: Iterable[Problem], waiting: dict[str, Waits]) -> bool:
    """Put every broken file aside; false if nothing can be taken."""
    errors = list(errors)
    if any(problem.file == _STATION for problem in errors):
        return False  # there may be no folder to list
    names = {spelt_out(name): name for name in mixed.names()}
    broken: dict[str, list[Problem]] = {}
    for problem in errors:
        if problem.file not in names:
            return False
        broken.setdefault(names[problem.file], []).append(problem)
    if _REGULATION in broken and _REGULATION in mixed.accepted:
        return False  # the rules that hold must not go because of what else has changed
    for name, problems in broken.items():
        unknown = {str(p.facts["written"]) for p in problems if p.code == _UNKNOWN}
        of_days = all(problem.code == _UNKNOWN_DAY for problem in problems)
        if name not in mixed.accepted and mixed.has_kept(name):
            mixed.stay(name)
        elif name in mixed.accepted and name.startswith(_SCHEDULES) and unknown:
            # What it asks for was deleted: the schedule stands, and says so at each of its times.
            waiting.update({message: Waits() for message in unknown})
        elif name in mixed.accepted and of_days and mixed.has_kept(_CALENDAR):
            mixed.stay(_CALENDAR)  # else a day that was deleted would take the schedule off the air
        else:
            mixed.leave(name)
            if name.startswith(_MESSAGES):
                first = min(problems, key=lambda p: (p.line, p.column))
                identity = nfc(name.removeprefix(_MESSAGES).removesuffix(ENDING))
                waiting[identity] = Waits(file=first.file, line=first.line)
    return True


class _Mixed:
    """The files as they are, read once, with accepted ones in the place of some and without others."""

    def __init__(self, source: Source, kept: Source | None) -> None:
        self._source = source
        self._kept = kept
        self._kept_names = {} if kept is None else {nfc(name): name for name in kept.names()}
        self._read: dict[str, bytes | FileFault] = {}
        self._names: list[str] | None = None
        self._recordings: set[str] = set()
        self.accepted: set[str] = set()
        self.out: set[str] = set()

    @property
    def root(self) -> Path:
        """See `Source.root`."""
        return self._source.root

    def names(self) -> list[str]:
        """See `Source.names`."""
        if self._names is None:
            self._names = self._source.names()
        deleted = self.accepted.difference(self._names)  # that stay all the same
        return sorted([*(name for name in self._names if name not in self.out), *deleted])

    def read(self, name: str) -> bytes:
        """See `Source.read`."""
        if name in self.accepted and self._kept is not None:
            return self._kept.read(self._kept_names[nfc(name)])
        if name not in self._read:
            try:
                self._read[name] = self._source.read(name)
            except FileFault as fault:
                self._read[name] = fault
        found = self._read[name]
        if isinstance(found, FileFault):
            raise found
        return found

    def recording(self, name: str) -> Recording:
        """See `Source.recording`; a message that stays as accepted keeps the recordings that it had."""
        if name in self._recordings and self._kept is not None:
            try:
                return self._kept.recording(name)
            except FileFault:
                return self._source.recording(name)
        return self._source.recording(name)

    def strays(self) -> list[str]:
        """See `Source.strays`."""
        return self._source.strays()

    def seen(self) -> dict[str, str]:
        """What was read of the files as they are."""
        read = {nfc(name): raw for name, raw in self._read.items() if isinstance(raw, bytes)}
        return {name: hashlib.sha256(raw).hexdigest() for name, raw in read.items()}

    def has_kept(self, name: str) -> bool:
        """True if a file of that name was accepted."""
        return nfc(name) in self._kept_names

    def stay(self, name: str) -> None:
        """Have the accepted file in the place of the one that is there."""
        self.accepted.add(name)
        if name.startswith(_MESSAGES):
            root, _ = parse(name, self.read(name))
            self._recordings.update(recordings_in(Place(name, root)))

    def leave(self, name: str) -> None:
        """Have no such file."""
        self.accepted.discard(name)
        self.out.add(name)
