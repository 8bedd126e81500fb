"""A small file with the titles of the messages that repeat: a start after a crash reports them."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.errors import BroadcasterError

MEMORY = "repeating.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What the file holds: the titles of the messages that repeat."""

    titles: tuple[str, ...]


_SHAPE = TypeAdapter(_Left)


def left_in(memory: Path) -> tuple[str, ...]:
    """The titles that the last process left; none where it ended its chains."""
    left = statefile.load(memory, _SHAPE)
    return () if left is None else left.titles


def keep(memory: Path, titles: Sequence[str]) -> None:
    """Write the titles; no file where there are none."""
    try:
        if titles:
            write_bytes(memory, json.dumps({"titles": titles}, ensure_ascii=False).encode())
        else:
            memory.unlink(missing_ok=True)
    except (OSError, BroadcasterError):
        # It only serves the report after a crash; the chain itself does not need it.
        log.exception("the chains cannot be kept in %s", memory)
