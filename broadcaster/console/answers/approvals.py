"""What is answered to decisions about messages."""

from __future__ import annotations

from datetime import datetime

from broadcaster.answers import answer
from broadcaster.service.approval.values import Former, Missed


@answer
class DecisionRow:
    """One decision, as the journal has it."""

    id: str
    row: int
    """number of the row in the journal"""
    hash: str
    at: datetime
    what: str
    """submitted, approved, returned, ended, pinned, stopped, confirmed, objected"""
    by: str
    message: str | None
    airing: str | None


@answer
class Decided:
    """The rows that were written, the newest last."""

    rows: tuple[DecisionRow, ...]
    next: datetime | None = None
    """when the message airs next, within two weeks"""
    missed: tuple[Missed, ...] = ()
    """what did not air today for want of this approval"""


@answer
class FormerVersion:
    """The words of the version that was approved last."""

    former: Former | None


@answer
class PhotoKept:
    """A photo that is kept."""

    sha256: str
