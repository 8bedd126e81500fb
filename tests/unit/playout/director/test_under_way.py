"""What is on its way to the desk is found by a stop, at every step."""

from __future__ import annotations

from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.timetable.rules.guard import Refusal


def test_stop_is_told_to_each_once_and_holds_for_the_next_step() -> None:
    under_way, told = UnderWay(), list[Refusal]()
    assert under_way.begin("a", "hop", told.append) is None
    assert under_way.begin("a", "hop", told.append) is None
    assert under_way.begin("b", "lu") is None
    assert under_way.stop(STOPPED, lambda airing, message: (airing, message) == ("a", "hop")) == ("a",)
    assert told == [STOPPED]
    assert under_way.begin("a", "hop", told.append) == STOPPED
    assert under_way.stop(STOPPED) == ("b",)
    assert told == [STOPPED]
    assert under_way.over("a") == STOPPED
    assert under_way.over("a") is None
