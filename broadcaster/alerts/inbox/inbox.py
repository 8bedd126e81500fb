"""The inbox: keeps each alert that came, knows what came before it, and what became of it.

What is asked while something airs is answered from memory; the disk follows on the thread of the service.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.alerts.cap.model import Alert, AlertKey
from broadcaster.alerts.inbox.database import INBOX, InboxDatabase
from broadcaster.alerts.inbox.finding import AlertFinding
from broadcaster.alerts.inbox.kept import (
    FOLDER,
    SOUND,
    KeptAlert,
    TakenAlert,
    is_for_air,
    received_of,
    recording_name,
)
from broadcaster.alerts.inbox.marks import Marks
from broadcaster.alerts.inbox.received import AIRED, AlertRecording, AlertState, Received
from broadcaster.alerts.inbox.room import InboxBounds, to_forget
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement, reason, recalled
from broadcaster.core.clock import Clock
from broadcaster.core.database import Row
from broadcaster.core.errors import AlertsError, Phrase, StoreError
from broadcaster.core.whole_files import make_folder, write_bytes
from broadcaster.journal.rows.events import as_text, reason_facts, reason_of
from broadcaster.journal.rows.model import Reason
from broadcaster.people.roles.senders import AlertSender
from broadcaster.station.model.keys import HOUR

MOST = 500  # alerts
LARGEST = 64 << 20  # bytes of all
_LARGEST_SOUND = 8 << 20  # bytes of a recording: a minute has three at most
_LONGEST = 2.0 * HOUR  # seconds that an alert of nobody holds where it names no end
_OPEN = (AlertState.RECEIVED, AlertState.SHOWN)
_BY_PERSONS = (AlertState.USED, AlertState.SET_ASIDE)
_BY_ITSELF = (AlertState.WAITING, AlertState.HEARD)
_ENDABLE = (*_OPEN, *_BY_ITSELF)
_RECEIVED: TypeAdapter[Received] = TypeAdapter(Received)

log = logging.getLogger(__name__)


class Inbox:
    """Opened when the first alert comes, or when there is a file. From any thread."""

    def __init__(self, state: Path, clock: Clock) -> None:
        self.path = state / INBOX
        self._folder = state / FOLDER
        self._clock = clock
        self._lock = threading.RLock()
        self._marking = threading.Lock()  # of the states; nobody waits for the disk while holding it
        self._database: InboxDatabase | None = None
        self._states: dict[str, AlertState] = {}
        self._ended: set[str] = set()
        self._recordings: dict[str, AlertRecording] = {}  # that came since this process began
        self._changed: deque[tuple[str, AlertState, Phrase | None]] = deque()
        self.news: deque[str] = deque(maxlen=MOST)
        """The alerts whose state on the disk has changed, the last one last."""

    @property
    def there(self) -> bool:
        """True once an alert has come."""
        return self._database is not None or self.path.exists()

    def open(self) -> InboxDatabase:
        """The open file. Raises AlertsError, StoreError: see `DatabaseFile`."""
        with self._lock:
            known = self._database
            if known is not None and (known.gone or known.replaced):
                log.warning("the inbox is not there any more: another one is opened")
                self.close()
            if self._database is None:
                self._database = InboxDatabase(self.path)
                rows = self._database.read("SELECT id, state, ended FROM alerts")
                self._states = {str(name): AlertState(str(state)) for name, state, _ in rows}
                self._ended = {str(name) for name, _, ended in rows if ended}
                self._clear()
            return self._database

    def close(self) -> None:
        """Write what is known, and close the file. Questions are answered from memory afterwards."""
        with self._lock:
            if self._database is not None:
                database, self._database = self._database, None
                database.close()

    def take(self, raw: bytes, found: AlertFinding, sender: AlertSender | None) -> TakenAlert:
        """Keep what was found; it is on the disk when this returns, but for what was refused.

        Args:
            sender: whose they are, or are said to be, as they are in force.

        Raises:
            AlertsError, StoreError: the disk does not take it.
        """
        now, proven = self._clock.now(), sender if found.proven else None
        with self._lock, self.open().changing():
            judged, received = found.judgement, None
            if found.alert is not None:
                judged = self._judged(found.alert, proven, judged)
                received = received_of(raw, found, found.alert, judged, sender, proven, now)
                if judged.verdict is not AlertVerdict.REFUSE and (no := self._keep(received, sender, raw)):
                    judged, received = no, replace(received, judgement=no)
                if judged.verdict is not AlertVerdict.REFUSE:
                    self._marks.see(proven, received.alert.key, now)
                self._end(proven, judged.ends, now)
            name = "" if sender is None else sender.name
            self._marks.count(found.sender, name, judged, now)
        return TakenAlert(judgement=judged, received=received)

    def count(self, found: AlertFinding, times: int) -> None:
        """Count what was refused before anybody read it.

        Raises:
            AlertsError, StoreError: the disk does not take it.
        """
        if times:
            self._marks.count(found.sender, "", found.judgement, self._clock.now(), times)

    def cancelled(self, received: Received) -> bool:
        """See `AlertInbox`."""
        return received.id in self._ended

    def recording(self, name: str) -> AlertRecording | None:
        """See `AlertInbox`."""
        return self._recordings.get(name)

    def awaited(self) -> list[tuple[Received, bytes]]:
        """The alerts whose recording is still to be made, each with its bytes; none where these are lost."""
        over = (AlertState.CANCELLED, AlertState.EXPIRED)
        waits = [
            one.received
            for one in self.all()
            if one.state not in over and one.received.recording is not None and one.received.recording.awaited
        ]
        return [(one, self._bytes(one.id)) for one in waits]

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return b""

    def keep_recording(self, name: str, told: AlertRecording, raw: bytes) -> None:
        """Keep the recording of an alert, or why there is none; nothing of an alert that is not kept.

        Raises:
            AlertsError, StoreError: the disk does not take it.
        """
        now = self._clock.now()
        with self._lock, self.open().changing():
            if raw and (len(raw) > _LARGEST_SOUND or not self._make_room(len(raw), now)):
                told, raw = AlertRecording(why=reason("alerts.inbox_full")), b""
            known = self.kept(name)
            if known is None or known.received.recording is None:
                return
            digest = hashlib.sha256(raw).hexdigest() if raw else ""
            if raw:
                write_bytes(self._folder.parent / recording_name(name), raw, durable=True)
            told = replace(told, sha256=digest)
            kept = replace(known.received, recording=told)
            self.open().write(
                "UPDATE alerts SET received = ?, size = size + ? WHERE id = ?",
                _RECEIVED.dump_json(kept).decode(), len(raw), name,
            )  # fmt: skip
        self._recordings[name] = told

    def state(self, name: str) -> AlertState | None:
        """See `AlertInbox`."""
        return self._states.get(name)

    def mark(self, name: str, state: AlertState, why: Phrase | None = None) -> None:
        """See `AlertInbox`: a person's word about an alert, and that it ended, stay."""
        with self._marking:
            if self._states.get(name) in (None, *_BY_PERSONS) or name in self._ended:
                return
            self._states[name] = state
        self._changed.append((name, state, why))

    def change(self, name: str, state: AlertState) -> KeptAlert:
        """Have a person's word about an alert hold, on the disk.

        That they saw it, or made a draft of it, keeps none from sounding by itself.

        Raises:
            AlertsError: there is no such alert, or it cannot be kept.
            StoreError: the disk does not take it.
        """
        with self._lock:
            known = self.one(name)
            shown = state is AlertState.SHOWN
            if state is AlertState.SET_ASIDE or known.state not in _BY_ITSELF:
                if shown and known.state is not AlertState.RECEIVED:
                    return known
                self._write(name, state, None)
                with self._marking:
                    self._states[name] = state
            return self.one(name)

    def flush(self) -> None:
        """Write what was marked. On the thread of the service.

        Raises:
            AlertsError, StoreError: the disk does not take it; it is tried again.
        """
        while self._changed:
            name, state, why = self._changed[0]
            if self._states.get(name, state) is state:  # else a person has set it aside meanwhile
                self._write(name, state, why)
            self._changed.popleft()

    def look(self, *, trusted: bool) -> Iterator[Reason]:
        """What the journal is to be told; alerts that nobody wants any more expire.

        Args:
            trusted: whether the clock is; else nothing expires.
        """
        now = self._clock.now()
        with self._lock:
            database = self.open()
            if trusted:
                states = json.dumps(_OPEN)
                over = "state IN (SELECT value FROM json_each(?)) AND until <= ?"
                for (name,) in database.read(f"SELECT id FROM alerts WHERE {over}", states, as_text(now)):  # noqa: S608
                    self._write(str(name), AlertState.EXPIRED, None)
                    self._states[str(name)] = AlertState.EXPIRED
            yield from self._marks.told(now)

    def all(self) -> list[KeptAlert]:
        """All that is kept, the newest first; nothing where none ever came."""
        if not self.there:
            return []
        found = []
        for row in self.open().read(f"SELECT {_COLUMNS} FROM alerts ORDER BY at DESC, id"):  # noqa: S608
            try:
                found.append(self._kept(row))
            except ValueError:  # it costs only itself
                log.exception("a row of the inbox cannot be read")
        return found

    def standing(self, *, trusted: bool) -> list[Received]:
        """All that the air is told of after a start, the oldest first: what is not over, and what waited.

        Args:
            trusted: whether the clock is; else nobody knows what is over.
        """
        now = self._clock.now()
        known = (
            one
            for one in reversed(self.all())
            if not trusted or one.until > now or one.state is AlertState.WAITING
        )
        return [one.received for one in known if is_for_air(one.received)]

    def one(self, name: str) -> KeptAlert:
        """An alert by its id. Raises AlertsError: there is none."""
        known = self.kept(name)
        if known is None:
            raise AlertsError("alerts.unknown", alert=name)
        return known

    def kept(self, name: str) -> KeptAlert | None:
        """An alert by its id; None where it is not kept, or no more."""
        rows = self.open().read(f"SELECT {_COLUMNS} FROM alerts WHERE id = ?", name) if self.there else []  # noqa: S608
        return self._kept(rows[0]) if rows else None

    @property
    def _marks(self) -> Marks:
        return Marks(self.open())

    def _judged(self, alert: Alert, proven: AlertSender | None, judged: Judgement) -> Judgement:
        keys = (alert.key, *alert.references, *judged.ends)
        return recalled(alert, proven, judged, self._marks.known(proven, keys))

    def _keep(self, one: Received, sender: AlertSender | None, raw: bytes) -> Judgement | None:
        """Keep bytes and row; or why not."""
        known = self.open().read("SELECT proof, state FROM alerts WHERE id = ?", one.id)
        # The same bytes may come by a way that proves more.
        if known and (not one.proof or known[0][0] or known[0][1] not in _OPEN):
            return Judgement(verdict=AlertVerdict.REFUSE, reasons=(reason("alerts.seen"),))
        until = one.until(_LONGEST if sender is None else sender.longest)
        if not self._make_room(len(raw), one.at, one):
            return Judgement(verdict=AlertVerdict.REFUSE, reasons=(reason("alerts.inbox_full"),))
        try:
            make_folder(self._folder)
            write_bytes(self._folder / one.id, raw, durable=True)
        except StoreError as error:
            if one.judgement.verdict not in AIRED:
                raise
            log.warning("%s is kept without its bytes, for it must sound: %s", one.id, error)
        state = AlertState.WAITING if one.judgement.verdict in AIRED else AlertState.RECEIVED
        key = one.alert.key
        self.open().write(
            "INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?)",
            one.id, one.sender, one.proof, key.sender, key.identifier, as_text(key.sent), as_text(one.at),
            as_text(until), len(raw), str(state), _RECEIVED.dump_json(one).decode(),
        )  # fmt: skip
        self._states[one.id] = state
        return None

    def _end(self, proven: AlertSender | None, ends: Iterable[AlertKey], now: datetime) -> None:
        """Remember what was ended, and end what is kept of it."""
        if proven is None:
            return
        for key in ends:
            self._marks.end(proven, key, now)
            for (name,) in self.open().read(
                "SELECT id FROM alerts WHERE sender = ? AND proof = ? AND author = ? AND identifier = ?"
                " AND sent = ?",
                proven.id, str(proven.proof), key.sender, key.identifier, as_text(key.sent),
            ):  # fmt: skip
                self._ended.add(str(name))
                if self._states.get(str(name)) in _ENDABLE:
                    self._states[str(name)] = AlertState.CANCELLED
                    self._write(str(name), AlertState.CANCELLED, None)
                self.open().write("UPDATE alerts SET ended = 1 WHERE id = ?", name)

    def _make_room(self, size: int, now: datetime, of: Received | None = None) -> bool:
        """Forget what is worth less; see `room.to_forget`."""
        bounds = InboxBounds(alerts=MOST, size=LARGEST)
        names = to_forget(self.open(), size, now, bounds, of)
        for name in names or ():
            self.open().write("DELETE FROM alerts WHERE id = ?", name)
            self._states.pop(name, None)
            self._ended.discard(name)
            self._recordings.pop(name, None)
            for file in (self._folder / name, self._folder.parent / recording_name(name)):
                with suppress(OSError):
                    file.unlink()
        return names is not None

    def _write(self, name: str, state: AlertState, why: Phrase | None) -> None:
        kept = "" if why is None else json.dumps(reason_facts(Reason(code=why.code, facts=why.facts)))
        self.open().write("UPDATE alerts SET state = ?, why = ? WHERE id = ?", str(state), kept, name)
        self.news.append(name)

    def _kept(self, row: Row) -> KeptAlert:
        received, state, until, why = (str(value) for value in row)
        one = _RECEIVED.validate_json(received)
        said = reason_of(json.loads(why)) if why else None
        return KeptAlert(
            received=one,
            state=self._states.get(one.id, AlertState(state)),
            until=datetime.fromisoformat(until),
            why=None if said is None else Phrase(code=said.code, facts=said.facts),
        )

    def _clear(self) -> None:
        """Remove what a killed station left: bytes without a row."""
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                if path.name.removesuffix(SOUND) not in self._states:
                    with suppress(OSError):
                        path.unlink()


_COLUMNS = "received, state, until, why"
