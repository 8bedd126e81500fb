"""A call that may stand still for ever: whoever made it goes on when its time is over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from broadcaster.clock import Clock

_LOOK = 0.05  # seconds between two looks at the clock

Answer = TypeVar("Answer")


class OverdueError(Exception):
    """The time was over before the call had come back."""


def within(call: Callable[[], Answer], *, deadline: float, clock: Clock) -> Answer:
    """What `call` gives, on a thread of its own.

    The thread of a call that is given up is left to itself: it must hold nothing that anybody
    waits for, and keeps no process from ending.

    Args:
        call: whatever may block.
        deadline: by the monotonic clock; after it nothing is begun.
        clock: by which it is counted.

    Raises:
        OverdueError: the call has not come back in time.
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
            # The border of a thread: whoever waits raises it.
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
