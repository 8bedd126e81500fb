"""An emergency that a person orders airs outside its text's validity too, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Outcome
from broadcaster.journal.rows.names import CONTACT
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.playout.requests.manual_request import pressed
from tests.house import MakeHouse
from tests.unit.app.urgency import FLOOD, Post

OVER = "valid: {until: 2020-01-01}\n"
EARLY = "valid: {from: 2030-05-01}\n"
ONCE = FLOOD.replace("repeat: until_stopped\nevery: 5m\n", "repeat: 1\n")


def post(make_house: MakeHouse, valid: str, text: str = ONCE) -> Post:
    return Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": text + valid}))


@pytest.mark.parametrize(
    ("valid", "told"),
    [
        pytest.param(OVER, "timetable.ordered_expired", id="over"),
        pytest.param(EARLY, "timetable.ordered_not_yet_valid", id="not begun"),
        pytest.param("valid: {until: 2026-11-23}\n", None, id="its last day"),
    ],
)
def test_emergency_that_a_person_orders_is_not_refused_for_its_validity(
    make_house: MakeHouse, valid: str, told: str | None
) -> None:
    desk = post(make_house, valid)
    ticket = desk.play("lu")
    warning = desk.manual.warning(ticket)
    assert (None if warning is None else warning.code) == told
    desk.run_for(minutes=1)
    (row,) = desk.log()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.AIRED, told)
    if warning is not None:
        assert any(day in say(warning.code, **dict(warning.facts)) for day in ("01/01/2020", "01/05/2030"))


def test_each_airing_of_a_chain_says_that_its_text_is_over(make_house: MakeHouse) -> None:
    desk = post(make_house, OVER, FLOOD)
    desk.play("lu")
    desk.run_for(minutes=6)
    codes = [row.reason and row.reason.code for row in desk.log() if row.outcome is Outcome.AIRED]
    assert codes == ["timetable.ordered_expired"] * 2


def test_chain_ordered_on_the_last_day_goes_on_after_midnight(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T23:52", {"messages/lu.yaml": FLOOD + "valid: {until: 2026-11-23}\n"})
    desk = Post(house)
    desk.play("lu")
    desk.run_for(minutes=14)
    assert [row.outcome for row in desk.log()] == [Outcome.AIRED] * 3 + [None]


def test_contact_and_who_asks_for_no_emergency_are_refused_as_ever(make_house: MakeHouse) -> None:
    desk = post(make_house, OVER)
    station = desk.house.station
    by_contact = pressed(station, "nut-bao", "lu", emergency=True)
    assert by_contact.terms.by.shown.startswith(CONTACT)
    tickets = [
        desk.asked(lambda: desk.manual.order(by_contact)),
        desk.play("lu", priority=None),
        desk.asked(
            lambda: desk.manual.take(AskPlay(message="lu", priority="priority"), Requester(shown="An"))
        ),
    ]
    desk.run_for(minutes=1)
    log = {row.id: row for row in desk.log()}
    for ticket in tickets:
        row = log[ticket]
        assert (row.outcome, row.reason and row.reason.code) == (Outcome.REFUSED, "timetable.message_expired")
        assert desk.manual.warning(ticket) is None


def test_schedule_and_catch_up_of_it_are_refused_as_ever(make_house: MakeHouse) -> None:
    daily = 'message: lu\nat: ["08:01"]\ncatch_up: 1h\n'
    house = make_house("2026-11-23T08:00", {"messages/lu.yaml": ONCE + OVER, "schedules/s.yaml": daily})
    desk = Post(house)
    desk.run_for(minutes=2)
    (row,) = desk.log()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.REFUSED, "timetable.message_expired")
    desk.asked(lambda: desk.manual.catch_up(row, by=Requester(shown="An")))
    house.clock.advance(timedelta(seconds=1).total_seconds())
    desk.run_for(minutes=1)
    assert [each.outcome for each in desk.log()] == [Outcome.REFUSED] * 2
