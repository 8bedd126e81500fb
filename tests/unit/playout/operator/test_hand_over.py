"""A manual request with its sound: its row first, then its sources, then the desk; no emergency waits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError
from broadcaster.journal.rows.model import AiringKind, Entry
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import STOPPED, TOO_MANY
from broadcaster.playout.desk.request import Request
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.desk.waiting_list import EACH
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.operator.handover import HandOver
from broadcaster.playout.operator.repetition import Repeating
from broadcaster.playout.requests.by_hand import AskPlay, AskTest
from broadcaster.playout.requests.manual_request import ManualRequest, by_name, keying_test
from broadcaster.playout.requests.members import Member
from broadcaster.playout.requests.ticket import ticket_for
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import FakeInForce
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal
from tests.fakes.approving import nothing_approved
from tests.unit.playout.operator.test_manual import NOON, PROGRAMME, QUIET, STATION

T = TypeVar("T")
LONGEST = timedelta(hours=1)


class Neighbours:
    """All that the hand-over talks to; keeps in order what it was told."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.done: list[str] = []
        self.entries: list[Entry] = []
        self.requests: list[Request] = []
        self.desk = Desk(lambda *_: None)
        self.fault: JournalError | None = None
        self.under_way = UnderWay()
        self.connected: Callable[[], object] = lambda: None
        self.declined: list[tuple[str, Refusal]] = []
        bench = self

        class Log(AsRunLog):
            def __init__(self) -> None:
                pass

            def intended(self, entry: Entry, airing: str, *, patience: float = 0) -> None:
                if bench.fault is not None:
                    raise bench.fault
                bench.note("intended", airing, entry)

            def intend_soon(self, entry: Entry, *, airing: str) -> str:
                bench.note("intend soon", airing, entry)
                return airing

            def refused(self, entry: Entry, airing: str, why: Refusal) -> None:
                bench.note(f"refused {why.code}", airing, entry)

        class Thread(Director):
            def __init__(self) -> None:
                self.desk = bench.desk

            def call(self, job: Callable[[], T]) -> Future[T]:
                answer: Future[T] = Future()
                try:
                    answer.set_result(job())
                except JournalError as error:
                    answer.set_exception(error)
                return answer

            def give_way(self, who: str) -> None:
                bench.desk.give_way(who)

            def submit(self, request: Request) -> None:
                bench.done.append("submit")
                bench.requests.append(request)

            def decline(self, request: Request, reason: Refusal) -> None:
                bench.declined.append((request.id, reason))

        class Chain(Repeating):
            def __init__(self) -> None:
                pass

            def begin(
                self,
                asked: Request,
                message: Message,
                programme: Programme,
                *,
                longest: timedelta,
                now: datetime,
                note: Refusal | None = None,
            ) -> None:
                assert (programme, longest, now) == (PROGRAMME, LONGEST, bench.clock.now())
                bench.done.append(f"chain {message.id}")

        class Notes(Dispatcher):
            def __init__(self) -> None:
                pass

            def note(self, item_id: str, note: Refusal) -> None:
                bench.done.append(f"note {note.code}")

        self.hand_over = HandOver(
            as_run=Log(),
            director=Thread(),
            clock=self.clock,
            sources=self,
            under_way=self.under_way,
            repeating=Chain(),
            dispatcher=Notes(),
            current=FakeInForce(STATION),
            approvals=nothing_approved(),
            guard=self,
        )

    def note(self, what: str, airing: str, entry: Entry) -> None:
        self.done.append(what)
        self.entries.append(entry)

    def connect(self, members: Sequence[Member], at: datetime, rule: str | None) -> list[Member]:
        assert (at, rule) == (self.clock.now(), None)
        (member,) = members
        self.done.append("connect")
        self.connected()
        return [member]

    def close_feed(self, airing: str) -> None:
        self.done.append(f"close {airing}")

    def hears(self, _zones: Collection[str]) -> bool:
        return False


@pytest.fixture
def bench() -> Neighbours:
    return Neighbours()


def give(bench: Neighbours, wanted: ManualRequest, programme: Programme | None = PROGRAMME) -> str:
    ticket = ticket_for(wanted, NOON)
    bench.clock.advance(7)
    bench.hand_over.give(ticket, Member(airing="", message=wanted.message, programme=programme))
    return ticket.id


def test_request_has_its_row_before_its_sources_and_the_desk(bench: Neighbours) -> None:
    ticket = give(bench, by_name(STATION, AskPlay(message="hop"), Requester(shown="An")))
    assert bench.done == ["intended", "connect", "submit"]
    (entry,), (request,) = bench.entries, bench.requests
    assert (entry.who, entry.words_digest, entry.sound_digest, entry.engine) == ("An", "w", "s", "tone")
    assert (request.id, request.planned) == (ticket, NOON + timedelta(seconds=7))
    assert [item.id for item in request.items] == [ticket]


def test_request_that_the_journal_does_not_take_reaches_neither_sources_nor_desk(bench: Neighbours) -> None:
    bench.fault = JournalError("journal.too_slow")
    with pytest.raises(JournalError):
        give(bench, by_name(STATION, AskPlay(message="hop"), Requester()))
    assert bench.done == []


def test_emergency_goes_to_the_desk_without_waiting_for_the_journal(bench: Neighbours) -> None:
    bench.fault = JournalError("journal.too_slow")
    give(bench, by_name(STATION, AskPlay(message="hop", priority="emergency"), Requester()))
    assert bench.done == ["connect", "intend soon", "submit"]


def test_emergency_that_repeats_has_its_chain_before_the_desk_has_it(bench: Neighbours) -> None:
    give(bench, by_name(STATION, AskPlay(message="lu"), Requester()))
    assert bench.done == ["connect", "intend soon", "chain lu", "submit"]


def test_crowd_of_a_person_ends_no_chain_that_is_there(bench: Neighbours) -> None:
    wanted = by_name(STATION, AskPlay(message="lu"), Requester(shown="An"))
    bench.desk.air_lost(NOON)
    for _ in range(EACH):
        give(bench, wanted)
        bench.desk.submit(bench.requests[-1], NOON)
    bench.done.clear()
    give(bench, wanted)
    assert bench.done == ["connect", "refused service.too_many"]


def test_who_has_as_much_waiting_as_one_may_is_refused_before_an_intent_and_no_emergency_is_then(
    bench: Neighbours,
) -> None:
    bench.desk.air_lost(NOON)
    for priority in ("normal", "emergency"):
        wanted = by_name(STATION, AskPlay(message="hop", priority=priority), Requester(shown="An"))
        for _ in range(EACH):
            assert bench.hand_over.take(ticket_for(wanted, NOON)) is None
            give(bench, wanted)
            bench.desk.submit(bench.requests[-1], NOON)
        refused = bench.hand_over.take(ticket_for(wanted, NOON))
        assert refused == (TOO_MANY if priority == "normal" else None)
    other = by_name(STATION, AskPlay(message="hop"), Requester(shown="Bình"))
    assert bench.hand_over.take(ticket_for(other, NOON)) is None
    give(bench, by_name(STATION, AskPlay(message="lu"), Requester(shown="Bình")))
    assert "chain lu" in bench.done


def test_note_of_a_request_is_known_before_the_desk_has_it(bench: Neighbours) -> None:
    wanted = keying_test(STATION, AskTest(zone=None), Requester(shown="An"))
    give(bench, replace(wanted, note=QUIET))
    assert bench.done == ["intended", "connect", f"note {QUIET.code}", "submit"]
    assert bench.requests[0].terms.kind is AiringKind.MAINTENANCE


def test_request_whose_sound_must_be_made_is_written_down_and_no_emergency_waits_for_that(
    bench: Neighbours,
) -> None:
    for priority in ("normal", "emergency"):
        bench.hand_over.write_down(
            ticket_for(by_name(STATION, AskPlay(message="hop", priority=priority), Requester()), NOON)
        )
    assert bench.done == ["intended", "intend soon"]


def test_request_that_cannot_be_written_down_is_an_error_unless_it_was_stopped(bench: Neighbours) -> None:
    bench.fault = JournalError("journal.already_ended", airing="a")
    ticket = ticket_for(by_name(STATION, AskPlay(message="hop"), Requester()), NOON)
    with pytest.raises(JournalError):
        bench.hand_over.write_down(ticket)
    bench.hand_over.take(ticket)
    bench.under_way.stop(STOPPED)
    bench.hand_over.write_down(ticket)
    assert bench.done == [f"refused {STOPPED.code}"]


def test_refused_request_has_its_row(bench: Neighbours) -> None:
    bench.hand_over.refuse(
        ticket_for(by_name(STATION, AskPlay(message="hop"), Requester()), datetime(2026, 1, 1, tzinfo=UTC)),
        QUIET,
    )
    assert bench.done == [f"refused {QUIET.code}"]


def test_what_is_stopped_while_its_sound_is_made_ends_at_once_and_never_airs(bench: Neighbours) -> None:
    wanted = by_name(STATION, AskPlay(message="hop", priority="emergency"), Requester())
    ticket = ticket_for(wanted, NOON)
    bench.hand_over.take(ticket)
    assert bench.under_way.stop(STOPPED) == (ticket.id,)
    assert bench.done == [f"refused {STOPPED.code}"]
    assert ticket.over
    bench.hand_over.give(ticket, Member(airing="", message=wanted.message, programme=PROGRAMME))
    bench.hand_over.refuse(ticket, QUIET)
    assert bench.done == [f"refused {STOPPED.code}"]
    assert bench.under_way.stop(STOPPED) == ()


def test_what_is_stopped_on_its_last_step_to_the_desk_is_declined_there(bench: Neighbours) -> None:
    wanted = by_name(STATION, AskPlay(message="lu"), Requester())
    ticket = ticket_for(wanted, NOON)
    bench.hand_over.take(ticket)
    bench.connected = lambda: bench.under_way.stop(STOPPED)
    bench.hand_over.give(ticket, Member(airing="", message=wanted.message, programme=PROGRAMME))
    assert bench.declined == [(ticket.id, STOPPED)]
    assert bench.done == ["connect", "intend soon"]  # no chain, nothing at the desk


def test_what_the_desk_has_is_under_way_no_more(bench: Neighbours) -> None:
    wanted = by_name(STATION, AskPlay(message="hop"), Requester())
    ticket = ticket_for(wanted, NOON)
    bench.hand_over.take(ticket)
    bench.hand_over.give(ticket, Member(airing="", message=wanted.message, programme=PROGRAMME))
    assert bench.under_way.stop(STOPPED) == ()
    assert bench.requests[0].id == ticket.id
