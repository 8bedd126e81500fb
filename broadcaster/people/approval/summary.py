"""How messages stand with the leadership, as the API answers it, and what changed of their words.

Instants have the station's own zone. Texts are in the language of whoever asks; all else is codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadcaster.core.answers import answer
from broadcaster.core.text.difference import stretches

_AROUND = 4  # words shown before and after a change
_GAP = "…"


class ChangeKind(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePiece:
    """Some words that follow each other."""

    kind: ChangeKind
    words: str


def difference(old: Sequence[str], new: Sequence[str]) -> tuple[ChangePiece, ...]:
    """What is gone and what is new, with some words around; nothing where both are the same."""
    found = [*stretches(old, new)]
    if all(each.same for each in found):
        return ()
    pieces: list[ChangePiece] = []
    for number, (same, i, j, k, m) in enumerate(found):
        if same:
            first, last = number == 0, number == len(found) - 1
            pieces.append(
                ChangePiece(kind=ChangeKind.SAME, words=_shortened(old[i:j], first=first, last=last))
            )
            continue
        if j > i:
            pieces.append(ChangePiece(kind=ChangeKind.GONE, words=" ".join(old[i:j])))
        if m > k:
            pieces.append(ChangePiece(kind=ChangeKind.NEW, words=" ".join(new[k:m])))
    return tuple(pieces)


def _shortened(words: Sequence[str], *, first: bool, last: bool) -> str:
    """The words next to a change; what lies between two changes keeps both its ends."""
    before = [] if first else list(words[:_AROUND])
    after = [] if last else list(words[-_AROUND:])
    if len(before) + len(after) >= len(words):
        return " ".join(words)
    return " ".join([*before, _GAP, *after])


@answer
class NotedYes:
    """A yes on paper, typed in by somebody who may not say it: nothing counts before a leader's own yes."""

    by: str
    """the leader who is said to have signed"""
    entered_by: str | None
    """who typed it in"""
    form: str | None
    """the number of the paper form"""
    at: datetime


@answer
class UnansweredAiring:
    """What aired at once, and waits for the leadership to confirm it or to object."""

    id: str
    """of the airing"""
    message: str
    """as people read it: a message, a typed text, a file, a live voice"""
    who: str | None
    since: datetime
    overdue: bool
    """it has waited for more than 24 hours"""
    noted: NotedYes | None = None
    """a leader's yes on paper that waits for their own word"""


@answer
class MessageStanding:
    """How one message stands."""

    message: str
    title: str | None
    """None where there is no such message any more"""
    state: str
    """of the message as its file is now: draft, waiting, approved, returned, ended"""
    by: str | None
    """who brought it into this state"""
    at: datetime | None
    submitted_by: str | None
    """who handed it in last"""
    why: str | None
    way: str | None
    """how it was decided: screen, telephone, paper"""
    valid: bool
    """it may air as its file is now, as far as approval goes"""
    words_digest: str | None
    approved_digest: str | None
    """of the version that is approved, which may be an older one"""
    approved_by: str | None
    approved_at: datetime | None
    approved_priority: str | None
    """the class that was approved: an approved emergency is silenced by who may approve, and nobody else"""
    reading_changed: bool
    """the file is as it was approved, and only its reading has changed"""
    pinned: bool
    """the approved version airs, although the file has changed"""
    next: datetime | None
    """when its next session begins, within two weeks"""
    noted: NotedYes | None = None
    """a leader's yes on paper that waits for their own word"""
    fault: str | None = None
    """why its words cannot be told; it counts as a draft"""


@answer
class RereadMessage:
    """A message that nobody edited and that this program reads otherwise than it was approved."""

    message: str
    title: str
    was: tuple[str, ...]
    """its sentences as they were approved, which air; none where they were not kept: then it does not air"""
    now: tuple[str, ...]
    """as they would be read now"""
    words: str
    """the digest of these: what a leader says yes to"""
    doubtful: bool
    """a reading of it is doubtful and was not accepted: it needs an approval of its own"""


@answer
class Overview:
    """What waits for the leadership, and what is approved."""

    messages: tuple[MessageStanding, ...]
    """what waits comes first"""
    to_confirm: tuple[UnansweredAiring, ...]
    reread: tuple[RereadMessage, ...] = ()


@answer
class MissedAiring:
    """An airing of today that was refused for want of this approval."""

    id: str
    planned: datetime


@answer
class FormerWords:
    """The words of the version that was approved last."""

    texts: tuple[str, ...]
    """of its parts, as they were written"""
    spoken: tuple[str, ...]
    """as they were read"""
    recordings: tuple[str, ...]
    repeat: int
    by: str
    at: datetime
    priority: str = "normal"
    siren: str | None = None
    timing: str | None = None
    """digest of its pauses and days"""
