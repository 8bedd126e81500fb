"""What is on its way to the desk is found by a stop, at every step."""

from __future__ import annotations

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import NOON


def test_stop_is_told_to_each_once_and_holds_for_the_next_step() -> None:
    under_way, told = UnderWay(), list[Refusal]()
    assert under_way.begin("a", "hop", told.append) is None
    assert under_way.begin("a", "hop", told.append) is None
    assert under_way.begin("b", "lu") is None
    assert under_way.any
    assert under_way.stop(STOPPED, lambda airing, message: (airing, message) == ("a", "hop")) == ("a",)
    assert told == [STOPPED]
    assert under_way.begin("a", "hop", told.append) == STOPPED
    assert under_way.stop(STOPPED) == ("b",)
    assert not under_way.any, "what was stopped keeps no update waiting"
    assert told == [STOPPED]
    assert under_way.over("a") == STOPPED
    assert under_way.over("a") is None


class Desk:
    """Stands where the director does: what was submitted, what was declined."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Refusal | None]] = []

    def submit(self, asked: Request) -> None:
        self.told.append((asked.id, None))

    def decline(self, asked: Request, why: Refusal) -> None:
        self.told.append((asked.id, why))


def test_what_was_stopped_meanwhile_is_declined_and_all_else_goes_to_the_desk() -> None:
    under_way, desk = UnderWay(), Desk()
    for name in "ab":
        under_way.begin(name, "hop")
    under_way.stop(STOPPED, lambda airing, _: airing == "a")
    for name in "abc":
        item = Item(id=name, message="hop", title="", path="", rate=1, start_frame=0, end_frame=1)
        asked = Request(
            id=name, terms=Terms(kind=AiringKind.MANUAL, manual=True), planned=NOON, items=(item,)
        )
        under_way.hand_over(asked, desk)  # type: ignore[arg-type]
    assert desk.told == [("a", STOPPED), ("b", None), ("c", None)]
    assert under_way.stop(STOPPED) == ()
