"""What people may do with alerts from above: read and hear them, make a draft, set them aside."""

from __future__ import annotations

from broadcaster.alerts.inbox.kept import KeptAlert, TakenAlert
from broadcaster.alerts.inbox.received import AlertState
from broadcaster.app.station.parts import StationParts
from broadcaster.core.errors import AlertsError
from broadcaster.journal.rows.model import Reason
from broadcaster.playout.operator.alert_request import AlertSpeech, recording_of, speech_of
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.new_message import write_new
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
        """An alert by its id. Raises AlertsError: there is none; or as `all`."""
        return self._inbox.one(name)

    def sender_of(self, token: bytes) -> str:
        """See `AlertService.sender_of`."""
        return self._parts.inbox.sender_of(token)

    def push(self, raw: bytes, sender: str) -> TakenAlert:
        """See `GateLink.push`."""
        return self._parts.inbox.link.push(raw, sender)

    def words(self, one: KeptAlert) -> str:
        """What would be said of an alert, as it is written; "" for one that ends others."""
        return speech_of(self._parts.files.station, one.received, None).text

    def speech(self, one: KeptAlert) -> AlertSpeech:
        """The same, with the sender's own recording where that is there."""
        recording = recording_of(one.received, self._parts.inbox)
        return speech_of(self._parts.files.station, one.received, recording)

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
        title = one.received.title
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
        facts = {"title": one.received.title, "name": one.received.name or "–", "who": who, **more}
        self._parts.note(Reason(code=code, facts=tuple(facts.items())))
