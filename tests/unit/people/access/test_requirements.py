"""Which right a request needs: an emergency is one by its file or by how it is asked for, never by less."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from broadcaster.people.access.requirements import to_air, to_decide, to_lead
from broadcaster.people.approval.order import (
    AskApprove,
    AskConfirm,
    AskEndApproval,
    AskKeep,
    AskObject,
    AskReread,
    AskReturn,
    AskSubmit,
    ByTelephone,
    OnPaper,
    SeenWords,
)
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import AirTerms, AskCatchUp, AskHear, AskPlay, AskSay, AskTest
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station

CLASSES = (None, *Priority)


@pytest.mark.parametrize(("asked", "own", "rehearse", "heard"), [*product(CLASSES, Priority, (0, 1), (0, 1))])
def test_right_to_air_is_that_of_the_class_in_which_it_is_heard(
    asked: Priority | None, own: Priority, rehearse: int, heard: int
) -> None:
    terms = AirTerms(priority=asked, rehearse=bool(rehearse))
    urgent = (own if asked is None else asked) is Priority.EMERGENCY
    by_class = Action.EMERGENCY if urgent else Action.SPEAK
    wanted = (Action.SPEAK if heard else Action.REHEARSE) if rehearse else by_class
    urgent_message = Message(id="lũ", title="Lũ", parts=(), priority=own)
    station = Station(
        root=Path("/x"), settings=Settings(name="Đài"), messages={"lũ": urgent_message}, schedules={}
    )
    as_mac_os_writes_it = unicodedata.normalize("NFD", "lũ")
    assert to_air(station, AskPlay(message=as_mac_os_writes_it, **terms), lambda _: bool(heard)) is wanted
    none = AskPlay(message="none", **terms)
    assert to_air(station, none, lambda _: True) is to_air(station, AskSay(text="a", **terms), lambda _: True)


@pytest.mark.parametrize("heard", [True, False])
def test_right_that_no_class_changes(heard: bool) -> None:
    station = Station(root=Path("/x"), settings=Settings(name="Đài"), messages={}, schedules={})
    found = [
        to_air(station, ask, lambda _: heard) for ask in (AskHear(text="a"), AskCatchUp(what="a"), AskTest())
    ]
    assert found == [Action.SPEAK if heard else Action.REHEARSE, Action.SPEAK, Action.MAINTAIN]


def test_what_a_leader_said_is_typed_in_by_who_may_write_and_decided_by_who_may_approve() -> None:
    said = ByTelephone(leader="chi", code="1")
    paper = OnPaper(leader="chi", form="7", photo="f" * 64)
    assert [to_lead(one) for one in (None, said, paper)] == [Action.APPROVE, Action.WRITE, Action.WRITE]
    of_leaders = [
        AskApprove(message="m", words="f" * 64),
        AskReturn(message="m", why="x"),
        AskEndApproval(message="m", why="x"),
        AskConfirm(airing="a"),
        AskObject(airing="a", why="x"),
    ]
    for order in of_leaders:
        assert to_decide(order) is Action.APPROVE
        assert to_decide(replace(order, telephone=said)) is Action.WRITE
        assert to_decide(replace(order, paper=paper)) is Action.WRITE
    assert to_decide(AskReread(seen=(SeenWords(message="m", words="f" * 64),))) is Action.APPROVE
    for mine in (AskSubmit(message="m"), AskKeep(message="m", keep=True)):
        assert to_decide(mine) is Action.WRITE
