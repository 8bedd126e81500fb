"""What can be asked of the running station: a method for each question, with the values of the answers.

The values are imported with the question that needs them: `stop` must start at once.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from broadcaster import __version__
from broadcaster.api.protocol.http_client import ClientSession, HttpClient
from broadcaster.core.answers import read
from broadcaster.core.errors import ServiceError
from broadcaster.playout.requests.by_hand import RequestTerms

if TYPE_CHECKING:
    from broadcaster.api.protocol.airing import CorrectedMessage, LiveState, RequestState, Taken
    from broadcaster.api.protocol.approvals import Decided
    from broadcaster.api.protocol.event_reader import Events
    from broadcaster.api.protocol.ward import NoticeShown, RegulationShown, SignedIn
    from broadcaster.app.status.values import ClockShown, StatusReport
    from broadcaster.people.approval.order import Order
    from broadcaster.people.approval.summary import FormerWords, Overview
    from broadcaster.station.model.regulation import Decision, Mourning
    from broadcaster.station.model.regulation import RegulationOrder as OrderOfRules
    from broadcaster.studio.script.excerpt import Passage

T = TypeVar("T")

PREFIX = "/api/v1"


class Client:
    """Asks the station that runs in a folder.

    Raises (all calls):
        ServiceError: no station answers (`service.not_running`), or its answer cannot be understood.
        BroadcasterError: the error that the station answers with.
    """

    def __init__(
        self, state: Path, session: ClientSession | None = None, *, http: HttpClient | None = None
    ) -> None:
        self._http = http or HttpClient(state, session)

    def running(self) -> bool:
        """True if a station answers at the socket."""
        return self._http.running()

    def status(self) -> StatusReport:
        """What the station does."""
        from broadcaster.app.status.values import StatusReport

        return self._get(StatusReport, "/status")

    def metrics(self) -> str:
        """Its figures in Prometheus's text format."""
        return self._http.text("/metrics")

    def play(self, message: str, how: RequestTerms) -> Taken:
        """Air a message of the station."""
        onward = {} if how.from_sentence is None else {"from_sentence": how.from_sentence}
        return self._taken("/play", message=message, **onward, **_fields(how))

    def play_file(self, path: Path, how: RequestTerms) -> Taken:
        """Air a sound file of the station's computer."""
        return self._taken("/play-file", path=str(path), **_fields(how))

    def say(self, text: str, how: RequestTerms, *, voice: str | None = None) -> Taken:
        """Speak a text; `voice` instead of the station's own."""
        return self._taken("/say", text=text, voice=voice, **_fields(how))

    def hear(self, passage: Passage) -> Taken:
        """Say a sentence or a span of a text, as a rehearsal."""
        return self._taken(
            "/hear",
            text=passage.text,
            message=passage.message,
            sentence=passage.sentence,
            span=passage.span,
            readings=passage.readings,
        )

    def relay(self, source: str, seconds: float, how: RequestTerms, *, fallback: str | None = None) -> Taken:
        """Put a source of the station's list through; `fallback` airs if it fails."""
        return self._taken("/relay", source=source, seconds=seconds, fallback=fallback, **_fields(how))

    def catch_up(self, what: str) -> Taken:
        """Air what was missed, by its message or its id."""
        return self._taken("/catch-up", what=what)

    def test_keying(self, zone: str | None) -> Taken:
        """Air some words of test, keying included."""
        return self._taken("/keying/test", zone=zone)

    def request(self, ticket: str, *, wait: float = 0.0) -> RequestState:
        """Where a request is; waits at most `wait` seconds for its end.

        Raises:
            ServiceError: `service.unknown_request`.
        """
        from broadcaster.api.protocol.airing import RequestState

        return self._get(RequestState, f"/requests/{quote(ticket, safe='')}?wait={wait:g}")

    def stop(self, *, everything: bool) -> bool:
        """End what is on air, or all that was asked for; false if there was nothing."""
        from broadcaster.api.protocol.airing import Stopped

        return self._post(Stopped, "/stop", all=everything).stopped

    def confirm_clock(self, shown: datetime, *, change: str | None) -> ClockShown:
        """Confirm the time that was shown, and a change of station.yaml."""
        from broadcaster.app.status.values import ClockShown

        return self._post(ClockShown, "/clock", shown=shown.isoformat(), change=change)

    def rearm(self, message: str | None) -> int:
        """Let repeating emergencies go on; how many there are."""
        from broadcaster.api.protocol.airing import Rearmed

        return self._post(Rearmed, "/rearm", message=message).rearmed

    def notices(self) -> tuple[NoticeShown, ...]:
        """The newest messages to people."""
        from broadcaster.api.protocol.ward import NoticesListed

        return self._get(NoticesListed, "/notices").messages

    def test_notice(self, name: str | None) -> tuple[str, ...]:
        """Send a test to one recipient, or to all; to whom."""
        from broadcaster.api.protocol.ward import SentTo

        return self._post(SentTo, "/notices/test", to=name).to

    def regulation(self) -> RegulationShown:
        """The rules with their articles, orders and days of mourning, as they hold."""
        from broadcaster.api.protocol.ward import RegulationShown

        return self._get(RegulationShown, "/regulation")

    def move_rules(self, decision: Decision | None) -> RegulationShown:
        """Move the rules of station.yaml's block into regulation.yaml."""
        on = None if decision is None else decision.on.isoformat()
        return self._regulation("move", number=None if decision is None else decision.number, on=on)

    def enter_order(self, order: OrderOfRules) -> RegulationShown:
        """Enter an order to air more than the quotas allow; what regulation.yaml says then."""
        days = {"first": order.first.isoformat(), "until": order.until.isoformat()}
        return self._regulation("order", number=order.number, by=order.by, **days)

    def end_order(self, number: str) -> RegulationShown:
        """End an order."""
        return self._regulation("end", number=number)

    def mourn(self, days: Mourning) -> RegulationShown:
        """Enter days of mourning."""
        span = {"first": days.first.isoformat(), "until": days.until.isoformat()}
        return self._regulation("mourn", what=str(days.what), by=days.by, **span)

    def end_mourning(self) -> RegulationShown:
        """End the mourning."""
        return self._regulation("mourn-end")

    def prefer(self, name: str) -> str:
        """Let one of two conflicting messages go first; which message."""
        from broadcaster.api.protocol.airing import Preferred

        return self._post(Preferred, "/prefer", name=name).message

    def correct(self, name: str, text: str) -> CorrectedMessage:
        """End a mistake, suspend its message, and air what is right."""
        from broadcaster.api.protocol.airing import CorrectedMessage

        return self._post(CorrectedMessage, "/correct", name=name, text=text)

    def release(self, message: str) -> bool:
        """Let a suspended message air again; false if it was not suspended."""
        from broadcaster.api.protocol.airing import Released

        return self._post(Released, "/release", message=message).released

    def decide(self, order: Order) -> Decided:
        """Decide about a message; the rows that were written."""
        from broadcaster.api.protocol.approvals import Decided
        from broadcaster.people.approval.order import Paper, Telephone

        body: dict[str, object] = {"message": order.message} if order.message else {}
        body |= {"airing": order.airing} if order.airing else {}
        body |= {"why": order.why} if order.why else {}
        shown = order.shown
        if shown is not None:
            body |= {"words": shown.words, "sound": shown.sound, "spans": [list(s) for s in shown.spans]}
        if order.seen:
            body["seen"] = [{"message": name, "words": words} for name, words in order.seen]
        if order.verb == "submit":
            body["keep"] = order.keep
        match order.said:
            case Telephone(leader=leader, code=code):
                body["telephone"] = {"leader": leader, "code": code}
            case Paper(leader=leader, form=form, photo=photo):
                body["paper"] = {"leader": leader, "form": form, "photo": photo}
        to = str(order.verb)
        if to in ("keep", "stop"):
            to, body = "keep", body | {"keep": to == "keep"}
        return self._post(Decided, f"/approvals/{to}", **body)

    def overview(self) -> Overview:
        """How all messages stand with the leadership."""
        from broadcaster.people.approval.summary import Overview

        return self._get(Overview, "/approvals")

    def former(self, message: str) -> FormerWords | None:
        """The words of a message that were approved last."""
        from broadcaster.api.protocol.approvals import FormerVersion

        return self._get(FormerVersion, f"/approvals/former?message={quote(message, safe='')}").former

    def keep_photo(self, raw: bytes) -> str:
        """Keep the photo of a form that a leader has signed; its SHA-256."""
        from broadcaster.api.protocol.approvals import PhotoKept

        return understood(PhotoKept, self._http.send(f"{PREFIX}/approvals/photo", raw)).sha256

    def sign_in(self, person: str, secret: str, second: str | None = None) -> SignedIn:
        """Show who asks: by the id, a password, PIN or recovery code, and the code of an authenticator."""
        from broadcaster.api.protocol.ward import SignedIn

        return self._post(SignedIn, "/sign-in", person=person, secret=secret, second=second)

    def change_password(self, old: str, new: str) -> SignedIn:
        """Change the own password.

        Args:
            old: the password or a recovery code; a PIN where there is no password.
            new: the password.
        """
        from broadcaster.api.protocol.ward import SignedIn

        return self._post(SignedIn, "/password", old=old, new=new)

    def sign_out(self) -> bool:
        """End the session; false if there is none."""
        from broadcaster.api.protocol.ward import SignedOut

        return self._post(SignedOut, "/sign-out").signed_out

    def events(self, *, level: bool = False) -> Events:
        """What happens from now on, beginning with what is on air; with `level` the level of it too."""
        from broadcaster.api.protocol.event_reader import Events

        return Events(self._http, f"{PREFIX}/events?level={str(level).lower()}")

    def arm(self, device: str, seconds: float, how: RequestTerms) -> LiveSession:
        """Arm a live session at a microphone of the station."""
        from broadcaster.api.protocol.airing import Armed

        armed = self._post(Armed, "/live", device=device, seconds=seconds, **_fields(how))
        return LiveSession(self._http, armed.ticket)

    def _taken(self, to: str, /, **body: object) -> Taken:
        from broadcaster.api.protocol.airing import Taken

        return self._post(Taken, to, **body)

    def _regulation(self, to: str, /, **body: object) -> RegulationShown:
        from broadcaster.api.protocol.ward import RegulationShown

        return self._post(RegulationShown, f"/regulation/{to}", **body)

    def _get(self, kind: type[T], path: str) -> T:
        return self._understood(kind, self._http.get(PREFIX + path))

    def _post(self, kind: type[T], to: str, /, **body: object) -> T:
        return self._understood(kind, self._http.post(PREFIX + to, body))

    def _understood(self, kind: type[T], content: object) -> T:
        try:
            return understood(kind, content)
        except ServiceError as error:
            if not self._http.stranger:
                raise
            if self._http.stranger == __version__:
                raise ServiceError("service.other_files") from error
            facts = {"running": self._http.stranger, "here": __version__}
            raise ServiceError("service.other_version", **facts) from error


class LiveSession:
    """An armed live session; see `Client` for what its calls raise."""

    def __init__(self, http: HttpClient, ticket: str) -> None:
        self._http = http
        self._path = f"{PREFIX}/live/{quote(ticket, safe='')}"

    def show(self) -> LiveState:
        """How it is; a sign of life."""
        return self._state(self._http.get(self._path))

    def talk(self, on: bool) -> LiveState:
        """Open or close the microphone."""
        return self._state(self._http.post(f"{self._path}/talk", {"on": on}))

    def end(self) -> LiveState:
        """End it."""
        return self._state(self._http.post(f"{self._path}/end", {}))

    def _state(self, content: object) -> LiveState:
        from broadcaster.api.protocol.airing import LiveState

        return understood(LiveState, content)


def understood(kind: type[T], content: object) -> T:
    """An answer as a value.

    Raises:
        ServiceError: it is not of that kind.
    """
    try:
        return read(kind, content)
    except ValueError as error:
        raise ServiceError("service.no_answer") from error


def _fields(how: RequestTerms) -> dict[str, object]:
    return {"priority": how.priority, "rehearse": how.rehearse, "zones": list(how.zones)}
