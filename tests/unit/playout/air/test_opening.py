"""Files are opened apart: one on a disk that stands still holds up no other order."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from broadcaster.playout.air.feeder import Feeder, TakeOpener
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.outputs.output import OutputChoice
from tests.unit.playout.conftest import RATE, WavMaker


class Ends:
    """An opening with lists at both ends."""

    def __init__(self) -> None:
        self.takes: list[str] = []
        self.events: list[tuple[str, str]] = []
        self.news = threading.Condition()
        choice = OutputChoice(kind="none", rate=RATE)
        self.opening = TakeOpener(choice, Feeder(), self.add, self.report)

    def add(self, take: Take) -> None:
        with self.news:
            self.takes.append(take.order.id)
            self.news.notify()

    def report(self, event: Event) -> None:
        with self.news:
            self.events.append((event.kind, event.id))
            self.news.notify()

    def wait(self, count: int) -> None:
        with self.news:
            assert self.news.wait_for(lambda: len(self.takes) + len(self.events) >= count, 5)


def order(name: str, path: Path) -> Queue:
    return Queue(id=name, path=str(path), name=name, start_frame=0, end_frame=RATE, utc_ns=0)


def test_file_that_cannot_be_read_now_holds_up_no_other_and_may_be_withdrawn(
    tmp_path: Path, make_wav: WavMaker
) -> None:
    ends = Ends()
    stuck = tmp_path / "stuck.wav"
    os.mkfifo(stuck)  # stands still until somebody writes
    ends.opening.begin(order("a", stuck))
    ends.opening.begin(order("b", make_wav()))
    ends.wait(1)
    assert ends.takes == ["b"]
    assert ends.opening.withdraw("a")
    assert ends.events == [("cut", "a")]
    assert not ends.opening.withdraw("a")
    # What could be opened at last is not heard any more, and not told a second time.
    stuck.open("wb").close()
    time.sleep(0.1)
    assert (ends.takes, ends.events) == (["b"], [("cut", "a")])


def test_what_is_open_is_no_affair_of_the_opening_any_more(make_wav: WavMaker) -> None:
    ends = Ends()
    ends.opening.begin(order("a", make_wav()))
    ends.wait(1)
    assert not ends.opening.withdraw("a")


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    ends = Ends()
    ends.opening.begin(order("a", tmp_path / "nothing.wav"))
    ends.wait(1)
    assert ends.events == [("failed", "a")]


def test_item_that_is_queued_again_while_its_file_stands_still_is_opened_for_the_later_order(
    tmp_path: Path, make_wav: WavMaker
) -> None:
    ends = Ends()
    stuck = tmp_path / "stuck.wav"
    os.mkfifo(stuck)
    ends.opening.begin(order("a", stuck))
    assert ends.opening.withdraw("a")
    again = tmp_path / "again.wav"
    os.mkfifo(again)
    ends.opening.begin(order("a", again))
    stuck.open("wb").close()  # the first one comes to an end, and must not take the second with it
    time.sleep(0.1)
    assert ends.events == [("cut", "a")]
    again.open("wb").close()
    ends.wait(2)
    assert ends.events == [("cut", "a"), ("failed", "a")]
