"""Retries after temporary failures of a service, with growing pauses and one deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from broadcaster.clock import Clock
from broadcaster.errors import EngineBusy, EngineFailed

PAUSES = (0.5, 1.5)
"""Seconds before the second and the third try."""

FIRST_ANSWER = 1.5
"""Seconds within which a service must begin its first answer, so that a computer without a network soon
uses another voice. A working service answers in a third of that; after that it has its whole time."""

_TEMPORARY = frozenset(
    f"speech.{code}"
    for code in ("no_network", "too_slow", "bad_answer", "bad_audio", "cut_short", "no_sound", "http_status")
)
_SERVER_ERROR = 500  # HTTP statuses from here on are errors of the server and may be temporary

Answer = TypeVar("Answer")


class Persistence:
    """Asks one service: with a short limit until it has answered once, with the full limit afterwards.

    Used from one thread at a time.

    Args:
        clock: by which all times are counted.
        pauses: seconds before each further try.
        first: seconds in which the first answer must begin, and the first one after a failure.
    """

    def __init__(self, clock: Clock, pauses: tuple[float, ...] = PAUSES, first: float = FIRST_ANSWER) -> None:
        self._clock = clock
        self._pauses = pauses
        self._first = first
        self._answers = False

    def ask(self, attempt: Callable[[float, float], Answer], deadline: float) -> Answer:
        """The result of `attempt`; errors as for `persist`.

        Args:
            attempt: asks once. Its arguments are the instants by the clock at which the answer must be
                whole and must have begun.
            deadline: by the clock, for the whole answer; no try begins after it.
        """
        begin = deadline if self._answers else min(deadline, self._clock.monotonic() + self._first)
        # After any failure the short limit applies again.
        self._answers, answered = False, self._answers
        try:
            answer = persist(
                lambda: attempt(deadline, begin), deadline=begin, clock=self._clock, pauses=self._pauses
            )
        except EngineBusy:
            self._answers = answered  # the service did answer
            raise
        self._answers = True
        return answer


def persist(
    attempt: Callable[[], Answer], *, deadline: float, clock: Clock, pauses: tuple[float, ...] = PAUSES
) -> Answer:
    """The result of `attempt`, tried again after a temporary failure while there is time.

    Args:
        attempt: asks once.
        deadline: by the monotonic clock; no try begins after it.
        clock: by which the pauses are counted.
        pauses: seconds before each further try.

    Raises:
        EngineFailed: the last failure; its fact `tries` is the number of tries.
        SpeechError: another kind of error, at once.
    """
    for tries, pause in enumerate((*pauses, None), start=1):
        try:
            return attempt()
        except EngineFailed as error:
            if pause is None or not _is_temporary(error) or clock.monotonic() + pause >= deadline:
                raise EngineFailed(error.code, **{**error.facts, "tries": tries}) from error
            clock.wait(threading.Event(), pause)
    raise AssertionError("the last pause ends the loop")


def _is_temporary(error: EngineFailed) -> bool:
    status = error.facts.get("status")
    return error.code in _TEMPORARY and not (isinstance(status, int) and status < _SERVER_ERROR)
