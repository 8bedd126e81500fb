"""What is answered to decisions about messages."""

from __future__ import annotations

from datetime import datetime

from broadcaster.answers import answer


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
