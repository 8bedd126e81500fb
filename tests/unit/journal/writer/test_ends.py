"""Who waits for an airing's end hears of it; the newest ends are remembered."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from broadcaster.journal.rows.model import Outcome
from broadcaster.journal.writer.ends import KEPT, AiringEnd, Ends

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
