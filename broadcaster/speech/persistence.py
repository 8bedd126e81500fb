"""Asking a service again after a failure that may pass, with growing pauses and one deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from broadcaster.clock import Clock
from broadcaster.errors import EngineFailed

PAUSES = (0.5, 1.5)
"""Seconds before the second and the third try."""

_PASSING = frozenset(
    f"speech.{code}"
    for code in ("no_network", "too_slow", "bad_answer", "bad_audio", "cut_short", "no_sound", "http_status")
)
_SERVER_ERROR = 500  # HTTP statuses from here on are the server's fault and may pass

Answer = TypeVar("Answer")


def persist(
    attempt: Callable[[], Answer], *, deadline: float, clock: Clock, pauses: tuple[float, ...] = PAUSES
) -> Answer:
    """What `attempt` gives, tried again where its failure may pass and there is time.

    Args:
        attempt: asks once.
        deadline: by the monotonic clock; no try begins after it.
        clock: by which the pauses are counted.
        pauses: seconds before each further try.

    Raises:
        EngineFailed: the last failure; its fact `tries` says how often was asked.
        SpeechError: another kind of error, at once.
    """
    for tries, pause in enumerate((*pauses, None), start=1):
        try:
            return attempt()
        except EngineFailed as error:
            if pause is None or not _may_pass(error) or clock.monotonic() + pause >= deadline:
                raise EngineFailed(error.code, **{**error.facts, "tries": tries}) from error
            clock.wait(threading.Event(), pause)
    raise AssertionError("the last pause ends the loop")


def _may_pass(error: EngineFailed) -> bool:
    status = error.facts.get("status")
    return error.code in _PASSING and not (isinstance(status, int) and status < _SERVER_ERROR)
