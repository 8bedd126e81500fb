"""Alerts in the running station: who may send some, what came, and the gate while anybody may."""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from broadcaster.alerts.gate.gate_link import GateLink
from broadcaster.alerts.gate.orders import GateOrders
from broadcaster.alerts.inbox.database import FAULTS
from broadcaster.alerts.inbox.finding import AlertFinding, refused
from broadcaster.alerts.inbox.inbox import MOST, Inbox
from broadcaster.alerts.inbox.kept import KeptAlert, TakenAlert, is_for_air
from broadcaster.alerts.inbox.received import AlertAir, AlertRecording, AlertState, Received
from broadcaster.core.clock import Clock
from broadcaster.core.database import put_aside
from broadcaster.core.errors import AlertsError, BroadcasterError, FaultSink, PeopleError, Phrase
from broadcaster.journal.rows.model import Airing, Reason
from broadcaster.people.access.access import Access
from broadcaster.people.roles.senders import AlertSender, SenderProof
from broadcaster.station.model.station import InForce
from broadcaster.timetable.guard.clock_trust import ClockTrust

LOOK = 1.0  # seconds
ROWS = 10  # looks after which the journal is told
_NEEDED = ("lxml", "signxml", "shapely")
T = TypeVar("T")
_FINDING: TypeAdapter[AlertFinding] = TypeAdapter(AlertFinding)
_RECORDING: TypeAdapter[AlertRecording] = TypeAdapter(AlertRecording)
_WHY = {
    "status": "alerts.feed.status",
    "elsewhere": "alerts.feed.elsewhere",
    "certificate": "alerts.feed.certificate",
    "too_slow": "alerts.feed.too_slow",
    "missing": "alerts.adaptor.missing",
    "ended": "alerts.adaptor.ended",
    "fault": "alerts.adaptor.fault",
}

_FEED = "feed:"

log = logging.getLogger(__name__)


class AlertService:
    """Is the `AlertInbox` of the air. Opened with the station; from any thread.

    Args:
        rows: the journal's rows of some airings.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        current: InForce,
        access: Access,
        trust: ClockTrust,
        note: Callable[[Reason], None],
        faults: FaultSink,
        rows: Callable[[Collection[str]], Iterable[Airing]],
    ) -> None:
        self._folder = folder
        self._current = current
        self._access = access
        self._trust = trust
        self._note = note
        self._faults = faults
        self._rows = rows
        self._ended: deque[str] = deque(maxlen=MOST)  # airings of which adaptors may have to hear
        self._senders: Mapping[str, AlertSender] = {}
        self._standing: dict[str, BroadcasterError] = {}
        self._looks = 0
        self._strangers = 0  # who came with a token of nobody, since the last look
        self._air: AlertAir | None = None
        self._handed = False  # what was kept before, to the air
        self._handing = threading.Lock()  # one at a time to the air
        self._closing = threading.Event()
        self.inbox = Inbox(folder / "state", clock)
        self.link = GateLink(self._take_found, self._feed, self._take_recording, self._awaited)
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    def start(self) -> None:
        """Begin to follow; what was kept is known when this returns."""
        if self.inbox.there:
            self._tried(self.inbox.open)
        self._tried(self.look)
        self.link.start()
        self._thread.start()

    def attach(self, air: AlertAir) -> None:
        """Hand over to the air what sounds by itself, and first what still waits for that."""
        self._air = air
        self._tried(self._hand_over)

    def _hand_over(self) -> None:
        """What still waits goes to the air once, however often the disk must be asked for it."""
        with self._handing:
            if self._air is None or self._handed or self._access.people.lost:
                return  # while nobody knows who may send, no alert is judged by that
            for received in self.inbox.standing(trusted=self._trust.verdict.trusted):
                self._air.take(received, again=True)
            self._handed = True

    def close(self) -> None:
        """End; what the air said last of alerts is written."""
        self._closing.set()
        self.link.close()
        if self._thread.is_alive():
            self._thread.join(LOOK)
        if self.inbox.there:
            self._tried(self.inbox.flush)
        self.inbox.close()

    def in_force(self, sender: str) -> AlertSender | None:
        """See `AlertInbox`; as it was read within the last second."""
        return self._senders.get(sender)

    def cancelled(self, received: Received) -> bool:
        """See `AlertInbox`."""
        return self.inbox.cancelled(received)

    def state(self, name: str) -> AlertState | None:
        """See `AlertInbox`."""
        return self.inbox.state(name)

    def recording(self, name: str) -> AlertRecording | None:
        """See `AlertInbox`."""
        return self.inbox.recording(name)

    def mark(self, name: str, state: AlertState, why: Phrase | None = None) -> None:
        """See `AlertInbox`."""
        self.inbox.mark(name, state, why)

    def sender_of(self, token: bytes) -> str:
        """Whose token it is. Raises PeopleError: `people.not_known`: it is no sender's token."""
        digest = hashlib.sha256(token).hexdigest()
        tokens = [one for one in self._senders.values() if one.proof is SenderProof.TOKEN]
        known = [one for one in tokens if hmac.compare_digest(one.key.strip(), digest)]
        if not known:
            self._strangers += 1
            raise PeopleError("people.not_known")
        return known[0].id

    def ended(self, airing: str) -> None:
        """An airing is over, and its row is written. From any thread."""
        if any(one.proof is SenderProof.ADAPTOR for one in self._senders.values()):
            self._ended.append(airing)

    def look(self) -> None:
        """Look once: at who may send, and at what became of what came."""
        self._senders = dict(self._access.people.senders)
        missing = [name for name in _NEEDED if find_spec(name) is None] if self._senders else []
        self._stand(
            "alerts.not_installed", AlertsError("alerts.not_installed", extra="alerts") if missing else None
        )
        self.link.follow(None if missing or not self._senders else self._orders())
        for name in [*self._standing]:
            if name.startswith(_FEED) and name.removeprefix(_FEED) not in self._senders:
                self._stand(name, None)
        if self._senders:
            self.inbox.open()  # before the first comes: then the disk may be full
        if self.inbox.there:
            self._hand_over()
            self.inbox.flush()
            self._tell_adaptors()
            strangers, self._strangers = self._strangers, 0
            self.inbox.count(refused("alerts.strange_token"), strangers)
            self._looks += 1
            if self._looks % ROWS == 1:
                for row in self.inbox.look(trusted=self._trust.verdict.trusted):
                    self._note(row)

    def _tell_adaptors(self) -> None:
        """What became of the alerts that adaptors brought goes back to them."""
        while self.inbox.news:
            one = self.inbox.kept(self.inbox.news.popleft())
            if one is not None:
                self._tell_adaptor("state", one, {"state": str(one.state), "why": _code(one.why)})
        ended = [self._ended.popleft() for _ in range(len(self._ended))]
        for row in self._rows(ended) if ended else ():
            one = None if row.alert is None or row.part_of is not None else self.inbox.kept(row.alert)
            if one is not None:
                self._tell_adaptor("aired", one, _as_run(row))

    def _tell_adaptor(self, what: str, one: KeptAlert, told: Mapping[str, object]) -> None:
        sender, key = self._senders.get(one.received.sender), one.received.alert.key
        if sender is not None and sender.proof is SenderProof.ADAPTOR:
            alert = {
                "id": one.received.id,
                "identifier": key.identifier,
                "sender": key.sender,
                "sent": key.sent.isoformat(),
            }
            self.link.tell_adaptor(sender.id, {what: {**alert, **told}})

    def _orders(self) -> GateOrders:
        place, trusted = self._current.station.settings.place, self._trust.verdict.trusted
        return GateOrders(folder=str(self._folder), senders=self._senders, place=place, trusted=trusted)

    def _take_found(self, raw: bytes, told: object) -> TakenAlert:
        found = _FINDING.validate_python(told)
        self._stand("outline", None if found.fault is None else _error(found.fault))
        with self._handing:
            taken = self.inbox.take(raw, found, self._senders.get(found.sender))
            received = taken.received
            # Before that was done it comes with what was kept.
            if self._air is not None and self._handed and received is not None and is_for_air(received):
                self._air.take(received)
        return taken

    def _take_recording(self, alert: str, told: object, raw: bytes) -> None:
        self._tried(lambda: self.inbox.keep_recording(alert, _RECORDING.validate_python(told), raw))

    def _awaited(self) -> list[tuple[Received, bytes]]:
        return self._tried(self.inbox.awaited) or []

    def _feed(self, sender: str, why: Mapping[str, str]) -> None:
        """A feed gives nothing, or does again."""
        known = self._senders.get(sender)
        fault = None
        if why and known is not None:
            facts = tuple((name, value) for name, value in why.items() if name != "code")
            said = Phrase(code=_WHY.get(why["code"], "alerts.feed.no_answer"), facts=facts)
            fault = AlertsError("alerts.feed_failing", name=known.name, why=said)
        self._stand(f"{_FEED}{sender}", fault)

    def _stand(self, name: str, fault: BroadcasterError | None) -> None:
        """Tell that a fault begins or is over."""
        before = self._standing.get(name)
        if fault is None and before is not None:
            del self._standing[name]
            self._faults.over([before])
        elif fault is not None and str(fault) != str(before):
            self._standing[name] = fault
            self._faults.report(fault)

    def _run(self) -> None:
        while not self._closing.wait(LOOK):
            self._tried(self.look)

    def _tried(self, what: Callable[[], T]) -> T | None:
        """Do something; a disk that fails is told, and a damaged inbox begins anew."""
        try:
            done = what()
        except BroadcasterError as error:
            if error.code == FAULTS.damaged:
                self.inbox.close()
                kept = put_aside(self.inbox.path)
                error = AlertsError("alerts.store_anew", path=str(kept))
            self._stand("store", error)
        except Exception:
            log.exception("alerts")
        else:
            self._stand("store", None)
            return done
        return None


def _code(why: Phrase | Reason | None) -> str:
    return "" if why is None else why.code


def _as_run(row: Airing) -> dict[str, object]:
    """A row of the journal, as an adaptor hears of it."""
    times = {"planned": row.planned, "started": row.started, "ended": row.ended}
    return {
        "airing": row.id,
        **{name: None if at is None else at.isoformat() for name, at in times.items()},
        "outcome": str(row.outcome),
        "why": _code(row.reason),
        "zones": [*row.zones],
    }


def _error(fault: Phrase) -> AlertsError:
    return AlertsError(fault.code, **dict(fault.facts))
