"""A message with relays as items for the desk: what is heard of which, in whose place, in one session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency
from broadcaster.playout.requests.members import Feeding, Member, StandIn, items, most_urgent
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin
from broadcaster.station.model.message import Priority, Relay
from tests.unit.playout.conftest import NOON
from tests.unit.playout.requests.test_continuing import MESSAGE, PROGRAMME, RATE

CHOICE = SourceChoice(origin=SourceOrigin.STREAM, address="http://vov", rate=RATE, longest=90)
INSTEAD = StandIn(
    airing="b1",
    message=replace(MESSAGE, id="ngan", title="Ngắn"),
    programme=replace(PROGRAMME, words_digest="v"),
)
FEED = Feeding(airing="r1", source="vov1", path="/run/vov1", choice=CHOICE, stand_in=INSTEAD)
NEWS = Member(airing="a1", message=MESSAGE, words_digest="whole", pieces=(PROGRAMME, FEED, PROGRAMME))
LAST = Member(airing="a2", message=replace(MESSAGE, id="cuoi", title="Cuối"), programme=PROGRAMME)


def frames(item: Item) -> tuple[int, int]:
    return item.start_frame // RATE, item.end_frame // RATE


def test_pieces_of_a_message_are_one_airing_with_its_words_and_the_session_has_one_opening_and_closing() -> (
    None
):
    first, relay, instead, then, last = items([NEWS, LAST])
    assert [each.id for each in (first, relay, instead, then, last)] == ["a1#0", "r1", "b1", "a1#2", "a2"]
    assert [each.part_of for each in (first, relay, instead, then, last)] == ["a1"] * 4 + [""]
    assert [each.joined for each in (first, relay, instead, then, last)] == [False, True, True, True, False]
    assert [frames(each) for each in (first, instead, then, last)] == [(0, 25), (5, 25), (5, 25), (5, 27)]
    assert [each.words_digest for each in (first, relay, instead, then, last)] == ["whole"] * 2 + [
        "v",
        "whole",
        "w",
    ]
    assert {(each.opening_frame, each.closing_frame) for each in (first, then, last)} == {(0, 27 * RATE)}


def test_a_relay_is_heard_from_its_socket_for_its_whole_time_and_names_its_source() -> None:
    relay = items([NEWS])[1]
    assert (relay.live, relay.path, relay.title, relay.message) == (True, "/run/vov1", "vov1", "hop")
    assert relay.length() == timedelta(seconds=90.5)
    assert relay.stands_in_for == ""


def test_what_stands_in_for_a_relay_is_another_message_that_airs_only_if_the_relay_is_not_heard() -> None:
    terms = Terms(kind=AiringKind.SCHEDULED)
    asked = Request(id="a1", terms=terms, planned=NOON, items=items([NEWS, LAST]))
    instead = asked.items[2]
    assert (instead.stands_in_for, instead.message, instead.title) == ("r1", "ngan", "Ngắn")
    assert not instead.live
    assert (asked.after(1, heard=True), asked.after(1, heard=False)) == (3, 2)
    assert asked.meant_after(0) == (1, 3, 4)
    alone = items([replace(NEWS, pieces=(replace(FEED, stand_in=None),))])
    assert [(each.id, each.joined) for each in alone] == [("r1", False)]


def test_a_relay_that_nobody_connected_does_not_reach_the_desk() -> None:
    with pytest.raises(TypeError):
        items([replace(NEWS, pieces=(Relay(source="vov1", length=60),))])


def test_a_session_airs_in_the_class_of_its_most_urgent_message() -> None:
    urgent = replace(LAST, message=replace(MESSAGE, priority=Priority.PRIORITY))
    assert most_urgent([NEWS, urgent, NEWS]) is Urgency.PRIORITY
    assert most_urgent([NEWS, LAST]) is Urgency.NORMAL
