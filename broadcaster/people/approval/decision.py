"""One decision about a message or an airing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from broadcaster.people.roles.model import Action, Grant
from broadcaster.people.roles.rights import RIGHTS


class DecisionKind(StrEnum):
    """What was decided."""

    SUBMITTED = "submitted"  # the text is ready: the leadership may look at it
    APPROVED = "approved"
    RETURNED = "returned"  # not like this; `why` says what is to be changed
    ENDED = "ended"  # approved so far, from now on no more
    PINNED = "pinned"  # the message is being edited: the approved version airs on
    STOPPED = "stopped"  # the message is being edited: nothing of it airs
    NOTED = (
        "noted"  # a yes on paper, typed in by who may not say it: counts for nothing before a leader's own
    )
    CONFIRMED = "confirmed"  # what aired at once was right
    OBJECTED = "objected"  # what aired at once was not right
    ADOPTED = "adopted"  # only read: the first row of older journals, which decides nothing


class SigningWay(StrEnum):
    """How the leadership said so."""

    SCREEN = "screen"
    TELEPHONE = "telephone"
    PAPER = "paper"


OF_LEADERS = frozenset(
    {
        DecisionKind.APPROVED,
        DecisionKind.RETURNED,
        DecisionKind.ENDED,
        DecisionKind.NOTED,
        DecisionKind.CONFIRMED,
        DecisionKind.OBJECTED,
    }
)
"""What only those may decide who may approve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a message, by its digests; each has 64 hexadecimal digits."""

    words: str
    sound: str | None = None
    written: str | None = None  # of the message's file: shows whether only the reading has changed
    priority: str | None = None  # the class in which it may be heard; None in rows of earlier versions
    siren: str | None = None  # its own, before it as an emergency
    timing: str | None = None  # digest of its pauses and days; None in rows of earlier versions

    def same(self, other: Version) -> bool:
        """True if both say the same in the same manner; a row that does not tell the manner is of any."""
        if self.words != other.words or self.priority is None or other.priority is None:
            return self.words == other.words
        timed = None in (self.timing, other.timing) or self.timing == other.timing
        return timed and (self.priority, self.siren) == (other.priority, other.siren)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalDecision:
    """What was decided, by whom and by what right: the body of a row."""

    what: DecisionKind
    station: str  # the id of the station: a row of another one counts for nothing
    by: str  # for people: who decided
    person: str | None = None  # their id; None in a station without people
    grant: Grant | None = None  # the right by which; None where the program itself decides
    way: SigningWay = SigningWay.SCREEN
    entered_by: str | None = None  # who typed it in, where that is another: by telephone, on paper
    message: str | None = None
    airing: str | None = None
    version: Version | None = None
    spans: tuple[tuple[str, str], ...] = ()  # doubtful readings that were accepted: written, spoken
    why: str | None = None
    form: str | None = None  # the number of the paper form
    photo: str | None = None  # SHA-256 of its photo
    pin: str | None = None  # SHA-256 of the archive of the approved version

    @property
    def entitled(self) -> bool:
        """True unless it needs the right to approve and was made by another right."""
        if self.what not in OF_LEADERS:
            return True
        if self.grant is None:
            return False
        return self.grant.role in RIGHTS[Action.APPROVE] or (self.grant.role is None and self.person is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """A decision as it stands in the journal."""

    id: str
    seq: int
    hash: str
    at: datetime  # when it was written, aware
    decision: ApprovalDecision


def _nothing() -> None:
    """Whoever asks is known already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who decides, by what right and in which way."""

    by: str  # for people
    person: str | None = None  # their id; None in a station without people
    grant: Grant | None = None
    leads: bool = False  # they may approve
    way: SigningWay = SigningWay.SCREEN
    entered_by: str | None = None  # for people: who typed it in, by telephone or on paper
    entered_person: str | None = None  # their id
    entered_leads: bool = False  # they may approve themselves
    form: str | None = None  # the number of the paper form
    photo: str | None = None  # SHA-256 of its photo
    still: Callable[[], object] = field(default=_nothing, compare=False)
    """Raises `PeopleError` where they may not decide any more: it is asked as the row is written."""
    prove: Callable[[], object] = field(default=_nothing, compare=False)
    """Shows that it is they, or raises `PeopleError`: asked once, when all else is known to be right."""
