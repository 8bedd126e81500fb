"""Approvals where nothing was ever decided."""

from __future__ import annotations

from datetime import UTC, datetime

from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.opening import DecisionsView
from broadcaster.people.versions.clearance import Approvals

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


def nothing_approved() -> Approvals:
    """For stations that require no approval, and for what is refused without one."""
    return Approvals(DecisionsView(decisions=Decisions(station="x"), at=NOON))
