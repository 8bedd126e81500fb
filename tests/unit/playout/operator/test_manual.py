"""The way of a manual request: ticket, pre-check, sound, desk; each refusal ends it with a row."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, JournalError, ServiceError, StationError
from broadcaster.journal.rows.model import AiringKind, new_id
from broadcaster.journal.rows.names import CONTACT
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.desk.request import EmergencyGround, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.handover import HandOver, PreCheck
from broadcaster.playout.operator.manual import REMEMBERED, Manual
from broadcaster.playout.operator.render_queue import RenderQueue, RenderWork
from broadcaster.playout.operator.sounds import Sounds
from broadcaster.playout.requests.by_hand import AskHear, AskPlay, AskSay, AskTest
from broadcaster.playout.requests.manual_request import ManualRequest, by_name, keying_test, pressed
from broadcaster.playout.requests.members import Member
from broadcaster.playout.requests.ticket import Ticket, ticket_for
from broadcaster.station.model.message import Message, Priority, Relay, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import FakeInForce, Station
from broadcaster.studio.queues.render_ahead import Renderer
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
QUIET = Refusal(code="timetable.quiet")
PROGRAMME = Programme(
    message="hop",
    path=Path("a.wav"),
    rate=16000,
    frames=16000,
    loudness_lufs=-16,
    true_peak_dbtp=-2,
    words_digest="w",
    sound_digest="s",
    engine="tone",
    segments=(),
    cues=(),
    clips_made=0,
    clips_reused=0,
)


def message(name: str, priority: Priority = Priority.NORMAL, *, every: float | None = None) -> Message:
    return Message(id=name, title=name, parts=(Say(text="Mời họp."),), priority=priority, every=every)


FLOOD = message("lu", Priority.EMERGENCY, every=300)
STATION = Station(
    root=Path("/x"),
    settings=Settings(name="Đài"),
    messages={"hop": message("hop"), "lu": FLOOD},
    schedules={},
)


class Queue(RenderQueue):
    """Keeps the work; makes nothing. Full, if it is told to be."""

    def __init__(self) -> None:
        self.work: list[RenderWork] = []
        self.full = False

    def admit(self, asker: str) -> None:
        if self.full:
            raise ServiceError("service.too_many")

    def put(self, work: RenderWork) -> None:
        self.admit(work.asker)
        self.work.append(work)

    def has(self, ticket: str) -> bool:
        return any(work.ticket == ticket for work in self.work)


class Desk(HandOver):
    """Keeps what is given and refused. Takes nothing, if the journal fails."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Member]] = []
        self.written: list[str] = []
        self.refused: list[tuple[str, str]] = []
        self.fault: BroadcasterError | None = None
        self.stopped: Refusal | None = None

    def give(self, ticket: Ticket, sound: Member) -> None:
        if self.fault is not None:
            raise self.fault
        self.given.append((ticket.id, sound))

    def take(self, ticket: Ticket) -> Refusal | None:
        return self.stopped

    def write_down(self, ticket: Ticket) -> None:
        self.written.append(ticket.id)

    def refuse(self, ticket: Ticket, why: Refusal) -> None:
        self.refused.append((ticket.id, why.code))


class Bench:
    """Manual between its neighbours."""

    def __init__(self) -> None:
        self.ordinary, self.urgent, self.desk = Queue(), Queue(), Desk()
        self.rendered: dict[str, Programme] = {}
        self.approved: set[str] = set()
        self.refusal: Refusal | None = None
        self.current = FakeInForce(STATION)
        self.asked: list[ManualRequest] = []
        self.manual = Manual(
            current=self.current,
            clock=FakeClock(NOON),
            pre_check=cast("PreCheck", self),
            sounds=Sounds(
                ordinary=self.ordinary,
                urgent=self.urgent,
                current=self.current,
                ready=self,
                approvals=cast("Approvals", self),
            ),
            hand_over=self.desk,
        )

    def ready(self, _station: Station, name: str, *, former: bool = False) -> Programme | None:
        return self.rendered.get(name)

    def holds(self, _station: Station, message: Message) -> bool:
        return message.id in self.approved

    def why_not(self, wanted: ManualRequest) -> Refusal | None:
        self.asked.append(wanted)
        return self.refusal


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_what_is_certainly_refused_is_neither_made_nor_handed_over(bench: Bench) -> None:
    bench.refusal, bench.rendered = QUIET, {"hop": PROGRAMME}
    ticket = bench.manual.take(AskPlay(message="hop"), Requester(shown="An"))
    assert bench.desk.refused == [(ticket, "timetable.quiet")]
    assert (bench.desk.given, bench.ordinary.work, bench.urgent.work) == ([], [], [])
    assert [wanted.message.id for wanted in bench.asked] == ["hop"]


def test_each_request_has_a_ticket_of_its_own_whoever_asks_in_whatever_way(bench: Bench) -> None:
    bench.refusal = QUIET
    manual, an = bench.manual, Requester(shown="An")
    message, text = AskPlay(message="hop"), AskSay(text="Mất điện.")
    tickets = [
        *(manual.take(ask, an) for ask in (message, message, text, text, AskTest())),
        manual.press("nut", "hop", emergency=True),
        manual.press("nut", "hop", emergency=True),
        manual.order(by_name(STATION, message, an)),
        manual.order(by_name(STATION, message, an)),
    ]
    assert len(set(tickets)) == len(tickets)
    assert all(len(ticket) == len(new_id(NOON)) for ticket in tickets)
    assert manual.take(message, an, asked="known") == "known"
    assert [ticket for ticket, _ in bench.desk.refused] == [*tickets, "known"]


def test_what_was_rendered_ahead_is_handed_over_at_once(bench: Bench) -> None:
    bench.rendered = {"hop": PROGRAMME}
    ticket = bench.manual.take(AskPlay(message="hop"), Requester())
    assert [(given, sound.airing, sound.programme) for given, sound in bench.desk.given] == [
        (ticket, ticket, PROGRAMME)
    ]
    assert bench.desk.written == [], "its row comes with its hand-over"
    assert not bench.manual.makes(ticket)


def test_message_that_is_raised_to_an_emergency_is_made_anew_with_its_siren(bench: Bench) -> None:
    bench.rendered = {"hop": PROGRAMME}
    ticket = bench.manual.take(AskPlay(message="hop", priority="emergency"), Requester())
    assert bench.desk.given == []
    assert bench.urgent.has(ticket)
    bench.manual.take(AskPlay(message="hop", priority="priority"), Requester())
    assert len(bench.desk.given) == 1, "only another class between the ordinary ones: it sounds the same"


def test_rehearsal_of_an_emergency_stands_in_nobodys_way(bench: Bench) -> None:
    ticket = bench.manual.take(AskPlay(message="lu", rehearse=True), Requester())
    assert bench.ordinary.has(ticket)
    assert bench.urgent.work == []


def test_sound_that_is_made_later_is_handed_over_then(bench: Bench) -> None:
    ticket = bench.manual.take(AskPlay(message="hop"), Requester())
    (work,) = bench.ordinary.work
    assert bench.desk.written == [ticket], "before it is made"
    assert bench.manual.makes(ticket)
    sound = Member(airing="", message=message("hop"), programme=PROGRAMME)
    work.done(sound)
    assert bench.desk.given == [(ticket, sound)]
    work.failed(BroadcasterError("studio.render_failed", message="hop"))
    assert bench.desk.refused == [(ticket, "studio.render_failed")]


@pytest.mark.parametrize("rendered", [True, False])
def test_what_cannot_be_taken_has_its_row_and_is_an_error(bench: Bench, rendered: bool) -> None:
    bench.ordinary.full, bench.desk.fault = True, JournalError("journal.locked")
    bench.rendered = {"hop": PROGRAMME} if rendered else {}
    code = "journal.locked" if rendered else "service.too_many"
    with pytest.raises(BroadcasterError) as caught:
        bench.manual.take(AskPlay(message="hop"), Requester())
    assert caught.value.code == code
    assert [why for _, why in bench.desk.refused] == [code]
    assert bench.desk.written == [], "whoever asks for too much writes no intents"


def test_how_often_a_request_repeats_is_known_for_the_last_ones(bench: Bench) -> None:
    once = bench.manual.take(AskPlay(message="hop", priority="emergency"), Requester())
    tickets = [bench.manual.take(AskPlay(message="lu"), Requester()) for _ in range(REMEMBERED + 1)]
    assert [bench.manual.every(ticket) for ticket in (once, *tickets[:2])] == [None, None, 300.0]
    assert bench.manual.longest == timedelta(seconds=STATION.settings.keying.longest)


def test_ticket_of_a_rehearsal_or_of_another_class_repeats_nothing() -> None:
    repeats = {
        ask: ticket_for(by_name(STATION, ask, Requester()), NOON).every
        for ask in (
            AskPlay(message="lu"),
            AskPlay(message="lu", rehearse=True),
            AskPlay(message="lu", priority="normal"),
        )
    }
    assert list(repeats.values()) == [300.0, None, None]


@pytest.mark.parametrize(
    ("wanted", "unjournalled"),
    [
        (by_name(STATION, AskPlay(message="hop"), Requester()), False),
        (by_name(STATION, AskPlay(message="hop", priority="emergency"), Requester()), True),
        (by_name(STATION, AskPlay(message="lu"), Requester()), True),
        (by_name(STATION, AskPlay(message="lu", rehearse=True), Requester()), False),
        (pressed(STATION, "nut", "hop", emergency=False), True),
        (keying_test(STATION, AskTest(zone=None), Requester(shown="An")), False),
    ],
    ids=["message", "emergency", "by its file", "rehearsal", "contact", "test"],
)
def test_only_an_emergency_airs_without_the_journal(wanted: ManualRequest, unjournalled: bool) -> None:
    assert ticket_for(wanted, NOON).airs_unjournalled is unjournalled


def test_request_says_all_that_was_asked() -> None:
    wanted = pressed(STATION, "nut", "hop", emergency=True)
    wanted = replace(wanted, terms=replace(wanted.terms, zones=("xa",)))
    ticket = ticket_for(wanted, NOON)
    member = Member(airing=ticket.id, message=wanted.message, programme=PROGRAMME)
    request = ticket.request(member, NOON + timedelta(seconds=3))
    assert (request.id, request.planned) == (ticket.id, NOON + timedelta(seconds=3))
    assert request.terms == Terms(
        kind=AiringKind.MANUAL,
        urgency=Urgency.EMERGENCY,
        manual=True,
        by=Requester(shown=f"{CONTACT}nut"),
        zones=("xa",),
        ground=EmergencyGround.CONTACT,
    )


def test_an_excerpt_is_a_rehearsal_of_its_words_without_chimes(bench: Bench) -> None:
    wanted = Passage(
        text="Mời 1/6 hộ. Xin về.", message="hop", sentence=0, span=(4, 7), readings=("một phần sáu",)
    )
    bench.manual.take(AskHear(**asdict(wanted)), Requester(shown="an"))
    (asked,) = bench.asked
    assert asked.terms.kind is AiringKind.REHEARSAL
    assert asked.terms.by.shown == "an"
    assert asked.station.settings.sound.opening == "none"
    (part,) = asked.message.parts
    assert isinstance(part, Say)
    assert part.text == "mời một phần sáu hộ."
    assert len(bench.ordinary.work) == 1


def test_an_excerpt_of_an_unknown_message_is_not_taken(bench: Bench) -> None:
    with pytest.raises(StationError):
        bench.manual.take(AskHear(text="Mời.", message="khong-co"), Requester(shown="an"))
    assert bench.ordinary.work == []


class Naming:
    """Keeps the names of what it makes."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        self.made.append(message.id)
        return PROGRAMME

    def close(self) -> None:
        return None


@pytest.mark.parametrize(
    ("priority", "made"),
    [
        pytest.param(Priority.EMERGENCY, ["lu#0", "ok"], id="an emergency"),
        pytest.param(Priority.NORMAL, ["lu#0", "ok", "hop"], id="refused on the air, with its row"),
    ],
)
def test_emergency_waits_for_no_stand_in_that_may_not_air(
    bench: Bench, priority: Priority, made: list[str]
) -> None:
    relays = (Relay(source="dai", length=5.0, fallback=name) for name in ("ok", "hop", "gone"))
    relaying = Message(id="lu", title="Lũ", parts=(Say(text="Lũ về."), *relays), repeat=1)
    messages = {one.id: one for one in (relaying, message("ok"), message("hop"))}
    bench.current.station = replace(STATION, messages=messages)
    bench.approved = {"ok"}
    bench.manual.take(AskPlay(message="lu", priority=priority), Requester())
    queue = bench.urgent if priority is Priority.EMERGENCY else bench.ordinary
    renderer = Naming()
    member = queue.work[0].make(renderer)
    assert renderer.made == made
    assert isinstance(member, Member)
    assert set(member.stand_ins) == set(made[1:])


def test_stand_in_of_a_relay_is_rendered_in_the_lane_of_its_class(bench: Bench) -> None:
    made: list[tuple[str, bool]] = []

    class Made:
        def __init__(self, name: str) -> None:
            self._name = name

        def render(
            self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
        ) -> Programme:
            made.append((self._name, offline_only))
            return PROGRAMME

        def close(self) -> None:
            return None

    ordinary: Renderer = Made("ordinary")
    bench.ordinary.renderer, bench.urgent.renderer = ordinary, Made("urgent")
    sounds = bench.manual.sounds
    for urgent in (False, True):
        sounds.render(message("hop"), urgent=urgent)
    bench.rendered = {"hop": PROGRAMME}
    sounds.render(message("hop"), urgent=True)
    assert made == [("ordinary", False), ("urgent", True)]


def test_what_was_stopped_before_it_is_made_is_refused_under_its_ticket(bench: Bench) -> None:
    bench.desk.stopped = QUIET
    assert bench.manual.take(AskPlay(message="hop"), Requester(), asked="asked") == "asked"
    assert bench.desk.refused == [("asked", QUIET.code)]
    assert (bench.desk.given, bench.ordinary.work) == ([], [])
