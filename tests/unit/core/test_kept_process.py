"""A process is started again after each end, the later the more ends were quick, and not once it is over."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest

from broadcaster.core import kept_process
from broadcaster.core.kept_process import ProcessKeeper

AGAIN = (0.0, 0.15, 0.3)


def starts(monkeypatch: pytest.MonkeyPatch, count: int, *, quick: bool, fails: bool = False) -> list[float]:
    """Seconds between the starts of a process that ends at once."""
    monkeypatch.setattr(kept_process, "LONG_ENOUGH", 60.0 if quick else -1.0)
    begun, done = list[float](), threading.Event()

    class Kept(ProcessKeeper):
        def once(self) -> None:
            begun.append(time.monotonic())
            if len(begun) == count:
                self.end()
                done.set()
            if fails:
                raise OSError

    keeper = Kept("kept", AGAIN)
    keeper.start()
    assert done.wait(20)
    keeper.join(5)
    assert keeper.restarts == count - 1
    return [later - earlier for earlier, later in pairwise(begun)]


@pytest.mark.parametrize("fails", [True, False])
def test_after_quick_ends_it_waits_longer(monkeypatch: pytest.MonkeyPatch, fails: bool) -> None:
    pauses = starts(monkeypatch, 4, quick=True, fails=fails)
    assert all(pause >= least for pause, least in zip(pauses, (0.15, 0.3, 0.3), strict=True))


def test_what_lived_long_is_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = list[float]()
    monkeypatch.setattr(threading.Event, "wait", _noting(waits))
    starts(monkeypatch, 4, quick=False)
    assert set(waits) == {AGAIN[0]}


def _noting(waits: list[float]) -> object:
    wait = threading.Event.wait

    def noted(event: threading.Event, timeout: float | None = None) -> bool:
        if threading.current_thread().name == "kept":
            waits.append(-1.0 if timeout is None else timeout)
        return wait(event, timeout)

    return noted


def test_one_that_is_not_wanted_is_not_started() -> None:
    begun = threading.Event()
    wish = threading.Event()

    class Kept(ProcessKeeper):
        @property
        def wanted(self) -> bool:
            return wish.is_set()

        def once(self) -> None:
            begun.set()
            self.closing.wait()

    keeper = Kept("kept", AGAIN)
    keeper.start()
    keeper.changed()
    assert not begun.wait(0.1)
    wish.set()
    keeper.changed()
    assert begun.wait(5)
    keeper.end()
    keeper.join(5)
