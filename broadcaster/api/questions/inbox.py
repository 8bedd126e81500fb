"""What came from above: the list, each alert with its words, and what a person makes of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from broadcaster.api.questions.declaration import MISSING, REFUSED, Asker, PageAction, Questions
from broadcaster.core.answers import answer, like
from broadcaster.core.questions import FieldBounds, Question, Shown, question
from broadcaster.core.text.catalogue import say, worded
from broadcaster.people.roles.model import Action

if TYPE_CHECKING:
    from broadcaster.alerts.inbox.kept import KeptAlert
    from broadcaster.app.station.facade import StationFacade

QUESTIONS = Questions()
AlertId = Annotated[str, FieldBounds(max_length=64, pattern="^[0-9a-f]+$"), Shown(examples=["0" * 64])]


@answer
class InboxAlert:
    """An alert that came."""

    id: str
    title: str
    sender: str
    """its id in people.yaml; empty where nobody knows who sent it"""
    name: str
    """the sender's"""
    proven: bool
    at: datetime
    until: datetime
    state: str
    verdict: str
    why: tuple[str, ...]
    """what was decided about it, and what became of it, in the caller's language"""
    status: str
    msg_type: str
    identifier: str


@answer
class InboxListed:
    """What came, the newest first."""

    alerts: tuple[InboxAlert, ...]


@question("/inbox", method="GET")
class AskInbox(Question[InboxListed]):
    """What came from above."""


@QUESTIONS.answers(AskInbox, needs=Action.LOOK)
def inbox(station: StationFacade, _ask: AskInbox, _asker: Asker) -> InboxListed:
    """What came from above, the newest first."""
    return InboxListed(alerts=tuple(shown(station, one) for one in station.inbox.all()))


@answer
class AlertUsed:
    """The draft that was made."""

    message: str
    title: str


@question("/inbox/use")
class AskUseAlert(Question[AlertUsed]):
    """Make a draft of an alert."""

    alert: AlertId


@QUESTIONS.answers(
    AskUseAlert,
    needs=Action.WRITE,
    errors=MISSING | REFUSED,
    action=PageAction(
        path="/inbox/use",
        back="/messages",
        told=lambda _ask, done, _named: say("console.done_use_alert", title=done.title),
    ),
)
def use_alert(station: StationFacade, ask: AskUseAlert, asker: Asker) -> AlertUsed:
    """Make a draft of an alert's words; nothing of it airs before it is approved as any message is."""
    message = station.inbox.use(ask.alert, who=asker.shown)
    return AlertUsed(message=message, title=station.inbox.one(ask.alert).received.title)


@answer
class AlertSetAside:
    """It is set aside."""

    alert: str


@question("/inbox/set-aside")
class AskSetAlertAside(Question[AlertSetAside]):
    """Set an alert aside."""

    alert: AlertId


@QUESTIONS.answers(
    AskSetAlertAside,
    needs=Action.WRITE,
    errors=MISSING | REFUSED,
    action=PageAction(
        path="/inbox/set-aside", back="/inbox", told=lambda *_: say("console.done_set_alert_aside")
    ),
)
def set_alert_aside(station: StationFacade, ask: AskSetAlertAside, asker: Asker) -> AlertSetAside:
    """Set an alert aside: it is not said by itself any more."""
    station.inbox.set_aside(ask.alert, who=asker.shown)
    return AlertSetAside(alert=ask.alert)


@answer
class AlertWords:
    """An alert with its words."""

    alert: InboxAlert
    words: str
    """what would be said of it; empty for one that only ends others"""


@question("/inbox/words/{alert}", method="GET")
class AskAlertWords(Question[AlertWords]):
    """One alert with its words."""

    alert: AlertId


@QUESTIONS.answers(AskAlertWords, needs=Action.LOOK, errors=MISSING)
def alert_words(station: StationFacade, ask: AskAlertWords, _asker: Asker) -> AlertWords:
    """One alert with its words."""
    one = station.inbox.see(ask.alert)
    return AlertWords(alert=shown(station, one), words=station.inbox.words(one))


def shown(station: StationFacade, one: KeptAlert) -> InboxAlert:
    """An alert as it is shown, its times in the station's zone."""
    received, zone = one.received, station.station.settings.timezone
    told = None if received.recording is None else station.inbox.speech(one).told
    reasons = (*received.judgement.reasons, *filter(None, (told, one.why)))
    return like(
        InboxAlert,
        received,
        proven=bool(received.proof),
        at=received.at.astimezone(zone),
        until=one.until.astimezone(zone),
        state=str(one.state),
        verdict=str(received.judgement.verdict),
        why=tuple(map(worded, reasons)),
        status=str(received.alert.status),
        msg_type=str(received.alert.msg_type),
        identifier=received.alert.key.identifier,
    )
