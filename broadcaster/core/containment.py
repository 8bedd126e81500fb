"""Contains faults: what goes wrong with one message, schedule or text sets only that item aside.

Whoever handles many items asks `fault_of` what an exception means for the one that raised it, sets that one
aside with this reason, and goes on with the others. A fault that nobody foresaw has its traceback in the log
once, however often the same item meets it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from broadcaster.core.errors import BroadcasterError, ItemError

_REMEMBERED = 1000  # faults; who has more meets the oldest again

log = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R")


class Kind(StrEnum):
    """What was set aside; the end of its key in the text catalogue."""

    MESSAGE = "message"
    SCHEDULE = "schedule"
    TEMPLATE = "template"
    RECORDING = "recording"
    PERSON = "person"
    SERVICE = "service"


def fault_of(kind: Kind, name: str, error: Exception) -> BroadcasterError:
    """What an exception means for the item that raised it: itself if it was foreseen, or an `ItemError`."""
    if isinstance(error, BroadcasterError):
        return error
    logged(f"the {kind} {name} is set aside", error)
    return ItemError(f"contained.{kind}", name=name, fault=type(error).__name__)


@contextmanager
def contained(kind: Kind, name: str) -> Iterator[None]:
    """In the block, whatever goes wrong is the fault of one item.

    Raises:
        BroadcasterError: what was raised, or an `ItemError` in its place.
    """
    try:
        yield
    except BroadcasterError:
        raise
    except Exception as error:
        raise fault_of(kind, name, error) from error


def attempt(kind: Kind, name: str, job: Callable[[], R], instead: Callable[[BroadcasterError], R]) -> R:
    """What a job gives for one item, or what stands in for that where it cannot be done."""
    try:
        return job()
    except Exception as error:
        return instead(fault_of(kind, name, error))


def each(
    kind: Kind,
    items: Iterable[T],
    name: Callable[[T], str],
    job: Callable[[T], R],
    aside: Callable[[T, BroadcasterError], None] = lambda _item, _error: None,
) -> Iterator[R]:
    """The result of a job for each item, in order, without those with which it cannot be done.

    Args:
        aside: told of each that is left out, and why.
    """
    for item in items:
        try:
            made = job(item)
        except Exception as error:
            aside(item, fault_of(kind, name(item), error))
        else:
            yield made


def logged(what: str, error: Exception) -> None:
    """Have an unforeseen fault of one item in the log, once and with its traceback."""
    if _first(what, error):
        log.error("%s: %s", what, error, exc_info=error)


_known: dict[tuple[str, str, str], None] = {}
_lock = threading.Lock()


def _first(what: str, error: Exception) -> bool:
    """True for the first fault of this kind, at this place, of this item."""
    key = (what, type(error).__name__, _place(error))
    with _lock:
        if key in _known:
            return False
        if len(_known) >= _REMEMBERED:
            del _known[next(iter(_known))]
        _known[key] = None
        return True


def _place(error: Exception) -> str:
    """Where an exception was raised, as file:line."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
