"""The head of a journal beside its file: number, hash and moment of the last row that was durable.

It shows what the file alone cannot: that rows at its end are missing. It is written after each row, so
that it may be one row behind, never ahead: a head older than the last row is no fault.
"""

from __future__ import annotations

import logging
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from broadcaster.atomic import write_bytes

_LINE = re.compile(
    r"(?P<about>(?P<seq>[1-9]\d{0,17}) (?P<hash>[0-9a-f]{64}) (?P<at>\S{1,40})) (?P<sum>[0-9a-f]{8})\n"
)
_LONGEST = 1000  # bytes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last row: its number from 1, its hash, when it was written (UTC, ISO 8601)."""

    seq: int
    hash: str
    at: str


class DamagedHead(Exception):
    """The file is there, and what it says is no head."""


def beside(path: Path) -> Path:
    """Where the head of the journal at `path` is kept."""
    return path.with_suffix(".head")


def read(path: Path) -> Head | None:
    """The head kept beside the journal at `path`; None if there is none.

    Raises:
        DamagedHead: it cannot be read.
    """
    try:
        with beside(path).open("rb") as file:
            text = file.read(_LONGEST).decode("ascii", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DamagedHead from error
    found = _LINE.fullmatch(text)
    if found is None or _sum(found["about"]) != found["sum"]:
        raise DamagedHead
    return Head(seq=int(found["seq"]), hash=found["hash"], at=found["at"])


def write(path: Path, head: Head, *, durable: bool = False) -> None:
    """Keep the head of the journal at `path`, and tell the log of the system.

    Raises:
        StoreError: the disk does not take it.
    """
    about = f"{head.seq} {head.hash} {head.at}"
    write_bytes(beside(path), f"{about} {_sum(about)}\n".encode(), durable=durable)
    if not durable:
        log.info("row %d of %s: %s", head.seq, path.name, head.hash)


def _sum(about: str) -> str:
    """A bit that flips in the file itself is no missing row."""
    return f"{zlib.crc32(about.encode()):08x}"
