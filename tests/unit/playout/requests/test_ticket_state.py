"""Where a request stands: on the air, behind what, until when.

Whoever waits for a sound is told of an emergency on the air only if it is waited for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.request import EmergencyGround, Request, Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.playout.requests.ticket import Stage, Ticket, at_desk, making, ticket_for
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from tests.unit.playout.conftest import NOON, item, seconds

BY_HAND = Request(
    id="x",
    terms=Terms(kind=AiringKind.MANUAL, urgency=Urgency.EMERGENCY, manual=True, by=Requester(shown="An")),
    planned=NOON,
    items=(item("x"),),
)


@pytest.mark.parametrize("manual", [True, False])
def test_request_being_made_is_behind_an_emergency_of_a_person_and_not_of_a_schedule(*, manual: bool) -> None:
    desk = Desk(lambda *_: None)
    scheduled = Terms(kind=AiringKind.SCHEDULED, urgency=Urgency.EMERGENCY)
    desk.submit(BY_HAND if manual else replace(BY_HAND, terms=scheduled), NOON)
    desk.started("x", NOON)
    told = making(desk)
    assert (told.behind, told.until) == (("x", NOON + seconds(10)) if manual else ("", None))


def session(name: str, *names: str, patience: timedelta = timedelta(minutes=1)) -> Request:
    terms = replace(BY_HAND.terms, urgency=Urgency.NORMAL, wait=patience)
    return replace(BY_HAND, id=name, terms=terms, items=tuple(item(each) for each in names))


def test_ticket_tells_what_is_before_it_until_the_whole_session_has_ended() -> None:
    desk = Desk(lambda *_: None)
    assert at_desk(desk, "later") is None
    rest = replace(item("b"), part_of="whole")
    instead = replace(item("c"), stands_in_for="b")
    desk.submit(replace(session("a", "a"), items=(item("a"), rest, instead, item("d"))), NOON)
    desk.started("a", NOON)
    ends = NOON + seconds(30)
    for meant in ("a", "b", "whole", "d"):
        found = at_desk(desk, meant)
        assert found is not None
        assert (found.stage, found.until, found.behind) == (Stage.ON_AIR, ends, "")
    for name, patience, in_time in (("soon", 29, False), ("later", 30, True)):
        desk.submit(session(name, name, patience=seconds(patience)), NOON)
        found = at_desk(desk, name)
        assert found is not None
        assert (found.stage, found.behind, found.until) == (Stage.WAITING, "a", ends)
        assert found.in_time is in_time
    assert at_desk(desk, "nobody") is None


def test_ticket_that_waits_while_nothing_is_on_the_air_waits_behind_nothing() -> None:
    desk = Desk(lambda *_: None)
    desk.submit(replace(session("a", "a"), planned=NOON + timedelta(hours=1)), NOON)
    found = at_desk(desk, "a")
    assert found is not None
    assert (found.stage, found.behind, found.until, found.in_time) == (Stage.WAITING, "", None, True)
    assert making(desk).stage is Stage.MAKING


def ticket(
    urgency: Urgency = Urgency.NORMAL, *, emergency: bool = False, every: float | None = None
) -> Ticket:
    message = Message(id="hop", title="Họp", parts=(Say(text="Một."),), every=every)
    ground = EmergencyGround.PERSON if emergency else None
    terms = Terms(kind=AiringKind.MANUAL, by=Requester(shown="An"), urgency=urgency, ground=ground)
    station = Station(root=Path("/x"), settings=Settings(name="Đài"), messages={}, schedules={})
    return ticket_for(ManualRequest(message=message, station=station, terms=terms), NOON)


def test_only_an_emergency_airs_without_its_row_and_repeats() -> None:
    assert not ticket(Urgency.PRIORITY).airs_unjournalled
    assert ticket(Urgency.EMERGENCY).airs_unjournalled
    assert ticket(emergency=True).airs_unjournalled
    assert ticket(Urgency.EMERGENCY, every=300).every == 300
    assert ticket(Urgency.EMERGENCY).every is None
    assert ticket(Urgency.PRIORITY, every=300).every is None


def test_only_the_first_who_claims_a_ticket_may_write_its_row() -> None:
    wanted = ticket()
    assert not wanted.over
    assert [wanted.claim(), wanted.claim()] == [True, False]
    assert wanted.over
    assert wanted.entry.planned == NOON
    assert ticket_for(wanted.wanted, NOON, "known").id == "known"
