"""Who waits for an airing's end hears of it; the newest ends are remembered."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.writer.ends import KEPT, AiringEnd, Dispatcher, Ends
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.timetable.rules.guard import Refusal

END = AiringEnd(outcome=Outcome.AIRED, at=datetime(2026, 11, 26, tzinfo=UTC))


def test_whoever_waits_is_woken_by_the_end_of_that_airing() -> None:
    ends, waiting = Ends(), threading.Event()
    found: list[AiringEnd | None] = []

    def wait() -> None:
        waiting.set()
        found.append(ends.wait("b", 20))

    thread = threading.Thread(target=wait)
    thread.start()
    assert waiting.wait(20)
    ends.add("a", END)
    assert ends.wait("b", 0) is None
    ends.add("b", END)
    thread.join(20)
    assert found == [END]


def test_oldest_ends_are_forgotten_first() -> None:
    ends = Ends()
    for number in range(KEPT + 1):
        ends.add(str(number), END)
    assert ends.wait("0", 0) is None
    assert ends.wait("1", 0) == END


def closed(outcome: Outcome, reason: Refusal | None = None) -> Closed:
    item = Item(id="a", message="m", title="M", path="", rate=1, start_frame=0, end_frame=1)
    asked = Request(id="a", terms=Terms(kind=AiringKind.MANUAL, manual=True), planned=END.at, items=(item,))
    return Closed(request=asked, item=item, outcome=outcome, at=END.at, reason=reason)


class Told:
    """Stands where the as-run log does, and where one who follows airings does."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.fails = False

    def started(self, item_id: str, at: datetime) -> None:
        self._tell((item_id, at))

    def closed(self, ended: Closed) -> None:
        self._tell(ended)

    def expect(self, request: Request) -> None:
        return

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        self._tell((error.code, at))

    def _tell(self, what: object) -> None:
        self.heard.append(what)
        if self.fails:
            raise RuntimeError("the log")


STOPPED, NOTE = Refusal(code="playout.stopped"), Refusal(code="playout.corrects")


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("reason", [None, STOPPED])
def test_note_of_an_airing_is_the_reason_of_its_row_where_it_has_no_other_and_of_nothing_else(
    reason: Refusal | None, *, noted: bool
) -> None:
    log, follows = Told(), Told()
    dispatcher = Dispatcher(log)
    dispatcher.listeners.append(follows)
    if noted:
        dispatcher.note("a", NOTE)
    end = closed(Outcome.AIRED, reason)
    dispatcher.closed(end)
    wanted = reason or (NOTE if noted else None)
    assert log.heard == [replace(end, reason=wanted)]
    assert follows.heard == [end]
    dispatcher.closed(end)
    assert log.heard[1:] == [end], "a note is of one end"


def test_who_follows_airings_is_told_even_if_the_log_fails() -> None:
    log, follows = Told(), Told()
    dispatcher = Dispatcher(log)
    dispatcher.listeners.append(follows)
    log.fails = True
    end = closed(Outcome.CUT, STOPPED)
    with pytest.raises(RuntimeError):
        dispatcher.started("a", END.at)
    with pytest.raises(RuntimeError):
        dispatcher.closed(end)
    assert follows.heard == [("a", END.at), end]
    log.fails = False
    dispatcher.noted(ServiceError("service.missed"), END.at)
    assert log.heard[-1] == ("service.missed", END.at)
    assert len(follows.heard) == 2
