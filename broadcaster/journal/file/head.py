"""The head of a journal, kept beside its file: number, hash and time of the last durable row.

The file alone cannot show that rows at its end are missing; the head can. It is written after each row, so it
may be one row behind, never ahead: a head older than the last row is no fault.
"""

from __future__ import annotations

import logging
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from broadcaster.core.whole_files import write_bytes

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
    """The head's file exists and holds no head."""


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


def read_or_none(path: Path) -> Head | None:
    """As `read`; None also for a head that cannot be read."""
    try:
        return read(path)
    except DamagedHead:
        return None


def write(path: Path, head: Head, *, durable: bool = False) -> None:
    """Keep the head of the journal at `path`, and write it to the system log too.

    Args:
        durable: wait until the disk has it; then nothing is logged, for the row's own head was.

    Raises:
        StoreError: the disk does not take it.
    """
    about = f"{head.seq} {head.hash} {head.at}"
    write_bytes(beside(path), f"{about} {_sum(about)}\n".encode(), durable=durable)
    if not durable:
        log.info("row %d of %s: %s", head.seq, path.name, head.hash)


def _sum(about: str) -> str:
    """A checksum of the line: a flipped bit in it must not look like a missing row."""
    return f"{zlib.crc32(about.encode()):08x}"
