"""What is answered to decisions of people while the station runs."""

from __future__ import annotations

from broadcaster.answers import answer


@answer
class Rearmed:
    """How many emergencies go on."""

    rearmed: int


@answer
class Preferred:
    """Which of two messages goes first."""

    message: str


@answer
class CorrectedMessage:
    """What came of a correction."""

    id: str | None
    """the ticket of the correction; None where it could not be made"""
    airing: str | None
    """the airing that was corrected"""
    ended: bool
    """it was on air, waiting or repeating"""
    held: bool
    """the timetable airs it no more"""
    fault: str | None


@answer
class Released:
    """Whether the message was suspended."""

    released: bool
