"""How each message stands: the decisions about it, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from broadcaster.people.approval.decision import DecisionEntry, DecisionKind, Version


class ApprovalState(StrEnum):
    """Where a version of a message stands on its way to the air."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """The approval of one version of a message."""

    version: Version
    by: str
    at: datetime
    row: DecisionEntry
    pin: str | None = None  # SHA-256 of the archive of this version, where it was kept
    authors: frozenset[tuple[str, str]] = frozenset()  # as they stood: it may be taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStanding:
    """How one message stands."""

    message: str
    yes: Yes | None = None  # the approval in force
    former: Yes | None = None  # the last approval, in force or not: what a new version is compared with
    submitted: DecisionEntry | None = None  # not decided yet
    handed_in: DecisionEntry | None = None  # the last time, decided or not
    authors: frozenset[tuple[str, str]] = frozenset()
    """Since the last approval: the words that were handed in, by their digest, and the id of who did."""
    noted: DecisionEntry | None = None  # a yes on paper that counts once a leader says so
    returned: DecisionEntry | None = None
    ended: DecisionEntry | None = None
    keep: bool | None = None  # of an edit: the approved version airs on or not; None: as station.yaml says

    def wrote(self, person: str | None, version: Version) -> bool:
        """True if this person handed in these words, whoever did so again after them."""
        return person is not None and (version.words, person) in self.authors

    def state(self, version: Version, *, exceeds: bool = False) -> ApprovalState:
        """The state of a version.

        Args:
            exceeds: it is to be heard in a manner that was not approved with its words.
        """
        yes = self.yes
        if yes is not None and not exceeds and yes.version.words == version.words:
            return ApprovalState.APPROVED
        for row, state in (
            (self.submitted, ApprovalState.WAITING),
            (self.returned, ApprovalState.RETURNED),
            (self.ended, ApprovalState.ENDED),
        ):
            if row is not None and _is_of(row, version):
                return state
        return ApprovalState.DRAFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions of one station. Frozen: `with_rows` makes the next one."""

    station: str
    messages: Mapping[str, ApprovalStanding] = field(default_factory=lambda: MappingProxyType({}))
    airings: Mapping[str, DecisionEntry] = field(
        default_factory=lambda: MappingProxyType({})
    )  # confirmed, objected
    noted: Mapping[str, DecisionEntry] = field(
        default_factory=lambda: MappingProxyType({})
    )  # airings; see `ApprovalStanding`
    photos: frozenset[str] = frozenset()  # by which anything was decided, by their SHA-256
    last: int = 0  # number of the last row
    foreign: int = 0  # rows that count for nothing: of another station, or by somebody without the right

    def of(self, message: str) -> ApprovalStanding:
        """How a message stands."""
        return self.messages.get(message, ApprovalStanding(message=message))

    def versions(self) -> frozenset[tuple[str, str]]:
        """What is approved, or was last, of what was kept: the digests of its words and of its archive."""
        known = (yes for s in self.messages.values() for yes in (s.yes, s.former))
        return frozenset((yes.version.words, yes.pin) for yes in known if yes is not None and yes.pin)

    def with_rows(self, rows: Iterable[DecisionEntry]) -> Decisions:
        """The same with further rows, in the order of their numbers."""
        messages, airings, noted = dict(self.messages), dict(self.airings), dict(self.noted)
        last, foreign, photos = self.last, self.foreign, set(self.photos)
        for row in rows:
            last = max(last, row.seq)
            decision = row.decision
            photos.update(filter(None, [decision.photo]))
            if decision.station != self.station or not decision.entitled:
                foreign += 1
            elif decision.airing is not None:
                (noted if decision.what is DecisionKind.NOTED else airings)[decision.airing] = row
            elif decision.message is not None:
                before = messages.get(decision.message, ApprovalStanding(message=decision.message))
                messages[decision.message] = _after(before, row)
        return replace(
            self,
            messages=MappingProxyType(messages),
            airings=MappingProxyType(airings),
            noted=MappingProxyType(noted),
            photos=frozenset(photos),
            last=last,
            foreign=foreign,
        )


def _after(before: ApprovalStanding, row: DecisionEntry) -> ApprovalStanding:
    """The standing once a row is taken in."""
    decision, version = row.decision, row.decision.version
    match decision.what:
        case DecisionKind.SUBMITTED:
            noted = before.noted
            if noted is not None and (version is None or not _is_of(noted, version)):
                noted = None
            authors = before.authors
            if version is not None and decision.person is not None:
                authors |= {(version.words, decision.person)}
            return replace(before, submitted=row, handed_in=row, authors=authors, noted=noted, returned=None)
        case DecisionKind.NOTED:
            return replace(before, noted=row)
        case DecisionKind.APPROVED if version is not None:
            yes = Yes(
                version=version, by=decision.by, at=row.at, row=row, pin=decision.pin, authors=before.authors
            )
            return ApprovalStanding(message=before.message, yes=yes, former=yes, handed_in=before.handed_in)
        case DecisionKind.RETURNED:
            kept = None if before.yes is not None and _is_of(row, before.yes.version) else before.yes
            return replace(before, yes=kept, submitted=None, noted=None, returned=row)
        case DecisionKind.ENDED:
            # A yes that its own leader takes back at once was a slip: the text waits as before it.
            waits, authors = before.submitted, before.authors
            if before.yes is not None and _takes_back(before.yes, row):
                waits, authors = before.handed_in, authors | before.yes.authors
            return replace(before, yes=None, ended=row, submitted=waits, authors=authors)
        case DecisionKind.PINNED:
            return replace(before, keep=True)
        case DecisionKind.STOPPED:
            # Also for a text that is changed back: somebody found the approved one wrong.
            return replace(before, yes=None, keep=False)
    return before


TAKEN_BACK = timedelta(seconds=15)
"""For so long whoever approved may take it back as if nothing had been said."""


def _takes_back(yes: Yes, row: DecisionEntry) -> bool:
    was, now = yes.row.decision, row.decision
    return row.at - yes.at <= TAKEN_BACK and (was.person, was.by, was.way) == (now.person, now.by, now.way)


def _is_of(row: DecisionEntry, version: Version) -> bool:
    decided = row.decision.version
    return decided is not None and decided.same(version)
