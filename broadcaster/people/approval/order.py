"""What people ask to be decided, each a question to the station, and what is answered.

The same value goes over the socket and into a process of its own.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Annotated, Self, TypedDict

from broadcaster.core.answers import answer
from broadcaster.core.questions import FieldBounds, Flag, Name, Question, QuestionPart, Shown, question
from broadcaster.people.approval.decision import DecisionEntry
from broadcaster.people.approval.summary import FormerWords, MissedAiring, Overview

Digest = Annotated[str, FieldBounds(pattern=r"^[0-9a-f]{64}$")]
Why = Annotated[str, FieldBounds(max_length=2000), Shown(minLength=1)]
_MOST_SPANS = 10_000
_MOST_READ_OTHERWISE = 2_000


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


@question()
class ByTelephone(QuestionPart):
    """A leader read out the code that their authenticator shows."""

    leader: Name
    code: Annotated[str, FieldBounds(max_length=100), Shown(format="password", writeOnly=True)] = field(
        repr=False
    )


@question()
class OnPaper(QuestionPart):
    """A leader signed a form, of which a photo was sent before."""

    leader: Name
    form: Annotated[str, FieldBounds(min_length=1, max_length=100)]
    photo: Digest


class SaidBy(TypedDict, total=False):
    """How a leader said so: the fields of `AskOfLeader`; none where whoever asks is the leader."""

    telephone: ByTelephone
    paper: OnPaper


@question()
class Order(Question[Decided]):
    """Something to be decided."""

    @property
    def said(self) -> ByTelephone | OnPaper | None:
        """How the leadership said so; None: whoever asks says so."""
        return None


@question()
class AskOfLeader(Order):
    """What those decide who may approve; others type in what a leader said on the telephone or on paper."""

    telephone: ByTelephone | None = None
    paper: OnPaper | None = None

    @property
    def said(self) -> ByTelephone | OnPaper | None:
        """See `Order`."""
        return self.telephone if self.telephone is not None else self.paper


@question("/approvals/submit")
class AskSubmit(Order):
    """Hand a message in for approval."""

    message: Name
    keep: Flag | None = None
    """what airs of the approved version"""


@question("/approvals/approve")
class AskApprove(AskOfLeader):
    """Approve a message as it was shown."""

    message: Name
    words: Digest
    sound: Digest | None = None
    """of the programme, where approval is bound to the sound"""
    spans: Annotated[tuple[tuple[str, str], ...], FieldBounds(max_length=_MOST_SPANS)] = ()
    """the doubtful readings that were accepted"""
    priority: Annotated[str, FieldBounds(max_length=100)] | None = None
    """the class; None where the way it was shown does not tell it"""
    siren: Annotated[str, FieldBounds(max_length=100)] | None = None
    """its own, where the class is told"""
    timing: Annotated[str, FieldBounds(max_length=64)] | None = None
    """digest of an emergency's pauses and days; None where it is not told"""


@question("/approvals/return")
class AskReturn(AskOfLeader):
    """Send a message back to its author."""

    message: Name
    why: Why


@question("/approvals/end")
class AskEndApproval(AskReturn):
    """End the approval of a message."""


@question("/approvals/keep")
class AskKeep(Order):
    """Let the approved version of an edited message air on, or stop it."""

    message: Name
    keep: Flag


OfMessage = AskSubmit | AskApprove | AskReturn | AskKeep
"""The orders that name a message; the others name an airing, or what was seen."""


@question("/approvals/confirm")
class AskConfirm(AskOfLeader):
    """Confirm what aired at once without an approval ahead."""

    airing: Name


@question("/approvals/object")
class AskObject(AskOfLeader):
    """Object to what aired at once without an approval ahead."""

    airing: Name
    why: Why


@question()
class SeenWords(QuestionPart):
    """A message in new words, as they were shown."""

    message: Name
    words: Digest


@question("/approvals/reread")
class AskReread(Order):
    """Confirm approved messages in the words in which an updated program reads them."""

    seen: Annotated[tuple[SeenWords, ...], FieldBounds(min_length=1, max_length=_MOST_READ_OTHERWISE)]


@question("/approvals", method="GET")
class AskApprovals(Question[Overview]):
    """Show how all messages stand with the leadership."""


@answer
class FormerVersion:
    """The words of the version that was approved last."""

    former: FormerWords | None


@question("/approvals/former", method="GET")
class AskFormer(Question[FormerVersion]):
    """Show the words of a message that were approved last."""

    message: Name


@answer
class PhotoKept:
    """A photo that is kept."""

    sha256: str
