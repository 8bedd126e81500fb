"""Decisions as bodies of the journal's rows, and back."""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.chain import Link
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry

_SHAPE = TypeAdapter(ApprovalDecision)


def body_of(decision: ApprovalDecision) -> dict[str, object]:
    """The body of its row; what says nothing is left out."""
    body: dict[str, object] = _SHAPE.dump_python(decision, mode="json", exclude_defaults=True)
    return body


def row_of(link: Link) -> DecisionEntry:
    """The decision that a row of the journal holds.

    Raises:
        PeopleError: it cannot be understood, as a row of a newer version may not.
    """
    row = link.row
    try:
        decision = _SHAPE.validate_python(json.loads(row.body), strict=False)
        at = datetime.fromisoformat(row.written)
    except (ValidationError, ValueError, RecursionError) as error:
        raise PeopleError("people.unreadable_decision", row=row.seq) from error
    return DecisionEntry(id=row.airing, seq=row.seq, hash=link.hash, at=at, decision=decision)
