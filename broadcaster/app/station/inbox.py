"""What people may do with alerts from above: read and hear them, make a draft, set them aside."""

from __future__ import annotations

from functools import partial

from broadcaster.alerts.inbox.inbox import KeptAlert, TakenAlert
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.alerts.judging.words import words_of
from broadcaster.app.station.parts import StationParts
from broadcaster.core.errors import AlertsError
from broadcaster.journal.rows.model import Reason
from broadcaster.reading.engine import read_in
from broadcaster.speech.model import syllables
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.new_message import write_new
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.structure import set_value


class InboxDesk:
    """Asks the inbox. From any thread but the director's."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts
        self._inbox = parts.inbox.inbox

    def all(self) -> list[KeptAlert]:
        """All alerts that are kept, the newest first.

        Raises:
            AlertsError, StoreError: the inbox cannot be read.
        """
        return self._inbox.all()

    def one(self, name: str) -> KeptAlert:
        """An alert by its id.

        Raises:
            AlertsError: there is none; or as `all`.
        """
        return self._inbox.one(name)

    def sender_of(self, token: bytes) -> str:
        """See `AlertService.sender_of`."""
        return self._parts.inbox.sender_of(token)

    def push(self, raw: bytes, sender: str) -> TakenAlert:
        """See `GateLink.push`."""
        return self._parts.inbox.link.push(raw, sender)

    def title(self, one: KeptAlert) -> str:
        """What an alert is called: its headline in Vietnamese, else the first there is."""
        return title_of(one)

    def words(self, one: KeptAlert) -> str:
        """What would be said of an alert, as it is written; "" for one that ends others."""
        station, received = self._parts.files.station, one.received
        found = words_of(
            received.alert,
            received.judgement,
            sender=received.name if received.proof else "",
            ward=station.settings.place.ward or "",
            zone=station.settings.timezone,
            spoken=partial(_written, station),
        )
        return found or ""

    def see(self, name: str) -> KeptAlert:
        """A person looks at an alert."""
        return self._inbox.change(name, AlertState.SHOWN)

    def use(self, name: str, *, who: str) -> str:
        """Make a draft of an alert's words; which message it is.

        Raises:
            AlertsError: there is no such alert, it has no words, or a draft was made of it.
            StationError, BadStation, StoreError: the message cannot be written.
        """
        one = self.one(name)
        words, alert = self.words(one), one.received.alert
        if not words or one.state is AlertState.USED:
            raise AlertsError("alerts.used_before" if words else "alerts.nothing_to_say")
        title = title_of(one)
        text = set_value("title: x\nparts:\n  - say: x\n", ("title",), title)
        text = set_value(text, ("parts", 0, "say"), f"{words}\n")
        source = " ".join(f"CAP {alert.key.identifier} {one.received.name or alert.key.sender}".split())
        text = set_value(text, ("source",), source)
        files = Documents(self._parts.folder, self._parts.clock)
        message = write_new(files, title, text, who)
        self._inbox.change(name, AlertState.USED)
        self._note("alerts.used", one, who, message=message)
        return message

    def set_aside(self, name: str, *, who: str) -> None:
        """Set an alert aside: it does not sound by itself any more.

        Raises:
            AlertsError: there is no such alert.
            StoreError: the disk does not take it.
        """
        self._note("alerts.set_aside", self._inbox.change(name, AlertState.SET_ASIDE), who)

    def _note(self, code: str, one: KeptAlert, who: str, **more: str) -> None:
        facts = {"title": title_of(one), "name": one.received.name or "–", "who": who, **more}
        self._parts.note(Reason(code=code, facts=tuple(facts.items())))


def title_of(one: KeptAlert) -> str:
    """What an alert is called: its headline in Vietnamese, else the first there is."""
    infos = one.received.judgement.infos or one.received.alert.infos
    ours = [info for info in infos if info.language.lower().startswith("vi")]
    for info in (*ours, *infos):
        if title := " ".join((info.headline or info.event).split()):
            return title[:_TITLE]
    return one.received.alert.key.identifier[:_TITLE]


_TITLE = 160  # characters: as long as the standard wants a headline


def _written(station: Station, written: str) -> tuple[str, float]:
    """A sentence as it is, and how long it takes to say it."""
    rate = station.settings.speech.rate
    sentences = read_in(station, written).sentences
    return written, sum(syllables(one.spoken) * 60 / rate + one.pause for one in sentences)
