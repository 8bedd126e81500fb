"""A call that may never return: the caller goes on when its time is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from broadcaster.clock import Clock

_LOOK = 0.05  # seconds between two looks at the clock

Answer = TypeVar("Answer")


class OverdueError(Exception):
    """The time was over before the call had returned."""


def starved(thread: int) -> float:
    """Seconds in which a thread of this process could have run and had no processor; 0 where nobody counts.

    Args:
        thread: the number that the kernel gave it.
    """
    try:
        return int(Path(f"/proc/self/task/{thread}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def within(
    call: Callable[[], Answer],
    *,
    deadline: float,
    clock: Clock,
    lost: Callable[[int], float] = lambda _thread: 0.0,
) -> Answer:
    """The result of `call`, run on a thread of its own.

    After the deadline that thread is abandoned. It must hold no lock that others wait for; it does
    not keep the process from ending.

    Args:
        call: whatever may block.
        deadline: by the monotonic clock; after it the call is not begun.
        clock: by which the deadline is counted.
        lost: seconds that are not counted, by the number of the thread; `starved` where a service is not to
            be called slow because this computer is busy.

    Raises:
        OverdueError: the call has not returned in time.
    """
    if clock.monotonic() >= deadline:
        raise OverdueError
    done = threading.Event()
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(call())
        except BaseException as error:
            # The outermost handler of this thread: the waiting thread raises the error.
            errors.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=work, name="within", daemon=True)
    thread.start()
    while not done.wait(_LOOK):
        if clock.monotonic() >= deadline + lost(thread.native_id or 0):
            raise OverdueError
    if errors:
        raise errors[0]
    return answers[0]
