"""A call that may never return: the caller goes on when its time is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from broadcaster.clock import Clock

_LOOK = 0.05  # seconds between two looks at the clock

Answer = TypeVar("Answer")


class OverdueError(Exception):
    """The time was over before the call had returned."""


def within(call: Callable[[], Answer], *, deadline: float, clock: Clock) -> Answer:
    """The result of `call`, run on a thread of its own.

    After the deadline that thread is abandoned. It must hold no lock that others wait for; it does
    not keep the process from ending.

    Args:
        call: whatever may block.
        deadline: by the monotonic clock; after it the call is not begun.
        clock: by which the deadline is counted.

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

    threading.Thread(target=work, name="within", daemon=True).start()
    while not done.wait(_LOOK):
        if clock.monotonic() >= deadline:
            raise OverdueError
    if errors:
        raise errors[0]
    return answers[0]
