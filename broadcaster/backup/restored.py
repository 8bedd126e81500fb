"""The mark of a station that was put back from a backup: it is held until a person says that it airs here.

The computer that it came from may still be on the air. Two stations must not air one plan unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import store_error
from broadcaster.statefile import Instant

NAME = "restored.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Which backup a station was put back from."""

    file: str
    made: Instant  # when the backup was made
    box: str  # the computer that made it
    at: Instant  # when it was put back


_SHAPE = TypeAdapter(Mark)


def mark_of(state: Path) -> Mark | None:
    """The mark of the station whose `state` folder this is; None where nothing is to be confirmed."""
    return statefile.load(state / NAME, _SHAPE)


def confirm(state: Path) -> None:
    """A person has said that the station airs here.

    Raises:
        StoreError: the mark stays.
    """
    try:
        (state / NAME).unlink(missing_ok=True)
    except OSError as error:
        raise store_error(state / NAME, error) from error
