"""The answers of the API to decisions about messages."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from broadcaster.core.answers import answer
from broadcaster.people.approval.decision import DecisionEntry
from broadcaster.people.approval.summary import FormerWords, MissedAiring


@answer
class DecisionRow:
    """One decision, as the journal has it."""

    id: str
    row: int
    """number of the row in the journal"""
    hash: str
    at: datetime
    what: str
    """submitted, approved, returned, ended, pinned, stopped, noted, confirmed, objected"""
    by: str
    message: str | None
    airing: str | None

    @classmethod
    def of(cls, row: DecisionEntry) -> Self:
        """A decision as it is answered."""
        return cls(
            id=row.id,
            row=row.seq,
            hash=row.hash,
            at=row.at,
            what=str(row.decision.what),
            by=row.decision.by,
            message=row.decision.message,
            airing=row.decision.airing,
        )


@answer
class Decided:
    """The rows that were written, the newest last."""

    rows: tuple[DecisionRow, ...]
    next: datetime | None = None
    """when the message airs next, within two weeks"""
    missed: tuple[MissedAiring, ...] = ()
    """what did not air today for want of this approval"""


@answer
class FormerVersion:
    """The words of the version that was approved last."""

    former: FormerWords | None


@answer
class PhotoKept:
    """A photo that is kept."""

    sha256: str
