"""Messages that were corrected: suspended until they say something else or a person releases them.

A message stays suspended while its file says the same, and while the same words are heard of it: a dot in its
title mends nothing. Kept in `state/held.json`, so that a restart airs no mistake again. Thread-safe.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.clock import Clock
from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.people.versions.words import Digests
from broadcaster.playout.desk.handover import Guard
from broadcaster.playout.desk.request import Item, Request
from broadcaster.playout.requests.members import Hears
from broadcaster.station.model.message import Message, Play, Priority, Relay, Say
from broadcaster.station.model.station import InForce, Station
from broadcaster.timetable.plan.computation import BETWEEN_ITEMS
from broadcaster.timetable.rules.guard import Refusal, set_aside
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.upkeep.host.lock import StationLock

NAME = "held.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """One message that is suspended: a digest of its content, by whom, when (ISO 8601), what is said."""

    content: str
    who: str
    at: str
    words: str | None = None  # the digest of what is said once; None where it could not be read


_SHAPE = TypeAdapter(dict[str, Suspension])


class Suspensions:
    """The suspended messages. `path`: the file that keeps it; None for no memory."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._suspended = _read(path)
        self._digests = Digests()

    def suspend(self, station: Station, message: Message, who: str, at: datetime) -> None:
        """Suspend a message as it is now, until its file says something else; see `learn` for the rest.

        Raises:
            StoreError: it cannot be kept; the message is suspended all the same until the program ends.
        """
        suspension = Suspension(
            content=content(station, message), who=who, at=at.isoformat(timespec="seconds")
        )
        with self._lock:
            self._suspended = {**self._suspended, message.id: suspension}
            self._keep(self._suspended)

    def learn(self, station: Station, message: Message) -> None:
        """Know a suspended message by its words too. It is read, which may take a while.

        Raises:
            StoreError: that cannot be kept; it holds all the same until the program ends.
        """
        try:
            words = self._digests.words(station, _said_once(message))
        except Exception as error:
            fault_of(Kind.MESSAGE, message.id, error)
            return  # what cannot be read cannot be heard: its content alone holds it
        with self._lock:
            suspension = self._suspended.get(message.id)
            if suspension is not None:
                self._suspended = {**self._suspended, message.id: replace(suspension, words=words)}
                self._keep(self._suspended)

    def release(self, name: str) -> bool:
        """Let a message air again; false if it was not suspended.

        Raises:
            StoreError: that cannot be kept; the message stays suspended.
        """
        with self._lock:
            known = name in self._suspended
            if known:
                left = {n: s for n, s in self._suspended.items() if n != name}
                self._keep(left)
                self._suspended = left
        return known

    def of(self, station: Station, *, reads: bool = True) -> dict[str, Suspension]:
        """The suspensions that hold: of messages that still say the same in `station`.

        Args:
            reads: a message that nobody has read yet is read; else it is taken for the same. Not on the
                director's thread.
        """
        found = {}
        for name, suspension in self._suspended.items():
            message = station.messages.get(name)
            if message is not None and self._same(station, message, suspension, reads=reads):
                found[name] = suspension
        return found

    def refusal(
        self, station: Station, name: str, *, urgent: bool = False, reads: bool = True
    ) -> Refusal | None:
        """Why a message may not air, or None.

        Args:
            urgent: a person orders it as an emergency: what the leadership approved as one airs, see
                `ordered`; else its file as it is now may be meant.
            reads: see `of`.
        """
        if urgent and _approved_emergency(station, name):
            return None
        found = self._found(station, name, reads=reads)
        if found is not None and urgent and name in station.edited:
            found = self._found(station.newest(), name, reads=reads)
        return None if found is None else Refusal(code="playout.held", facts=(("who", found.who),))

    def ordered(self, station: Station, name: str) -> Refusal | None:
        """What is told of an approved emergency that a person orders although it was corrected.

        Who may correct is not who may end an approval: a mistake in a correction silences no emergency.
        """
        found = self._found(station, name, reads=False)
        if found is None:
            return None
        at = datetime.fromisoformat(found.at).astimezone(station.settings.timezone)
        return Refusal(
            code="playout.ordered_corrected", facts=(("who", found.who), ("at", f"{at:%H:%M %d/%m/%Y}"))
        )

    def over(
        self, guard: Guard, current: InForce, hears: Hears | None = None, *, reads: bool = False
    ) -> Guard:
        """`guard`, preceded by the question whether what is to air is suspended.

        Args:
            hears: knows what the ward hears of rehearsals; what it does not hear may sound.
            reads: see `of`; the guard of the desk does not read.
        """

        def judge(request: Request, item: Item, start: datetime, end: datetime) -> Refusal | None:
            try:
                suspended = held(request, item)
            except Exception as error:
                fault = fault_of(Kind.MESSAGE, item.message, error)
                suspended = None if request.terms.ordered else set_aside(fault)
            return suspended or guard(request, item, start, end)

        def held(request: Request, item: Item) -> Refusal | None:
            if not request.terms.rehearsal:
                # Nobody who orders a relay is told of what stands in for it.
                urgent = request.terms.ordered and not item.stands_in_for
                return self.refusal(current.station, item.message, urgent=urgent, reads=reads)
            if hears is None or not hears.hears(request.terms.zones):
                return None
            return self.refusal(current.station.newest(), item.message, reads=reads)

        return judge

    def screen(self, station: Station, rows: Sequence[Occurrence]) -> list[Occurrence]:
        """A plan with the suspended messages refused. Reads them: not on the director's thread."""
        refusals = {name: self._screened(station, name) for name in self._suspended}
        if not any(refusals.values()):
            return list(rows)
        return sorted(_closed_up(rows, refusals), key=attrgetter("start"))

    def _found(self, station: Station, name: str, *, reads: bool) -> Suspension | None:
        return self.of(station, reads=reads).get(name) if name in self._suspended else None

    def _same(self, station: Station, message: Message, suspension: Suspension, *, reads: bool) -> bool:
        try:
            if content(station, message) == suspension.content:
                return True
            if suspension.words is None:
                return False
            digest = self._digests.words if reads else self._digests.known
            return digest(station, _said_once(message)) in (suspension.words, None)
        except Exception as error:
            fault_of(Kind.MESSAGE, message.id, error)
            return True  # unknown: it stays where the person put it

    def _screened(self, station: Station, name: str) -> Refusal | None:
        try:
            if name in station.edited:  # for the desk, which reads nothing, in an emergency
                self.refusal(station, name, urgent=True)
            return self.refusal(station, name)
        except Exception as error:
            return set_aside(fault_of(Kind.MESSAGE, name, error))

    def _keep(self, suspended: Mapping[str, Suspension]) -> None:
        if self._path is None:
            return
        data = {name: asdict(suspension) for name, suspension in suspended.items()}
        write_bytes(self._path, json.dumps(data, ensure_ascii=False, indent=2).encode(), durable=True)


def _approved_emergency(station: Station, name: str) -> bool:
    message = station.messages.get(name)
    return message is not None and message.priority is Priority.EMERGENCY and name in station.approved


def content(station: Station, message: Message) -> str:
    """A digest of what people wrote into a message's file and of its recordings.

    The keys are listed one by one: a later version of the program, with more keys, must compute the same
    digest, or it would release the message.
    """
    names = {part.recording for part in message.parts if isinstance(part, Play)} | {message.bed or ""}
    facts = {
        "title": message.title,
        "parts": [_part(part) for part in message.parts],
        "repeat": message.repeat,
        "lexicon": dict(message.lexicon),
        "priority": str(message.priority),
        "valid": [str(message.valid.first), str(message.valid.until)],
        "bed": message.bed,
        "recordings": sorted(r.sha256 for n, r in station.recordings.items() if n in names),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _said_once(message: Message) -> Message:
    """A message as one hears it once: what is wrong is no more right twice, or over other music."""
    return replace(message, repeat=1, every=None, bed=None)


def _part(part: object) -> list[object]:
    match part:
        case Say(text=text):
            return ["say", text]
        case Play(recording=name, title=title):
            return ["play", name, title]
        case Relay(source=source, length=length, fallback=fallback):
            return ["relay", source, length, fallback]
    return ["other", str(getattr(part, "length", ""))]


def _closed_up(rows: Iterable[Occurrence], refusals: Mapping[str, Refusal | None]) -> Iterator[Occurrence]:
    """The rows with these messages refused: those behind one in its session begin as much earlier."""
    gained: dict[str, timedelta] = defaultdict(timedelta)
    for row in rows:
        if early := gained.get(row.session):
            start, end = (at.astimezone(UTC) - early for at in (row.start, row.end))
            zone = row.start.tzinfo
            row = replace(row, start=start.astimezone(zone), end=end.astimezone(zone))
        refusal = refusals.get(row.message)
        if refusal is not None and row.status is not Status.REFUSED:
            gained[row.session] += row.end - row.start + BETWEEN_ITEMS
        yield _refused(row, refusal)


def _refused(row: Occurrence, why: Refusal | None) -> Occurrence:
    if why is None or row.status is Status.REFUSED:
        return row
    return replace(row, status=Status.REFUSED, reason=why.code, facts=why.facts)


def _read(path: Path | None) -> dict[str, Suspension]:
    return {} if path is None else state_files.load(path, _SHAPE) or {}


def released(name: str, who: str) -> Reason:
    """The journal's note about a message that a person lets air again."""
    return Reason(code="playout.released", facts=(("message", name), ("who", who or "–")))


def release_here(state: Path, name: str, who: str, clock: Clock) -> bool:
    """`Corrections.release` where no station runs; `state` is its folder's.

    Raises:
        ServiceError: a station runs.
        StoreError, JournalError: that cannot be kept.
    """
    with StationLock(state):
        known = Suspensions(state / NAME).release(name)
        if known:
            with Journal.open(state / JOURNAL, clock) as journal:
                journal.note(clock.now(), released(name, who))
    return known
