"""Two *priority* messages at the same time: who they are, and what decides unless a person does. Pure.

Nobody is delayed by the question. The set rule (asked for by hand before scheduled, then the earlier
planned) decides when the first must be handed to the air; until the first has ended a person may
still let the other go first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.core.errors import Fact
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.request import Request, Urgency, Waiting


class ConflictRule(StrEnum):
    """What puts the first before the others."""

    MANUAL_FIRST = "manual_first"
    EARLIER_FIRST = "earlier_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One of those that are in conflict, with the span in which it would sound."""

    request: Request
    item: str  # id of its airing
    message: str
    title: Fact
    begin: datetime
    end: datetime
    on_air: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Those in conflict, the one that goes first as things stand before the others."""

    items: tuple[Contender, ...]
    until: datetime  # when the rule decides, or the first has ended
    rule: ConflictRule

    @property
    def first(self) -> Contender:
        """Who goes first by the rule."""
        return self.items[0]

    @property
    def key(self) -> frozenset[str]:
        """Tells one conflict from another."""
        return frozenset(c.request.id for c in self.items)


def find(on_air: OnAir | None, queue: Sequence[Waiting], now: datetime, lead: timedelta) -> Conflict | None:
    """The conflict of *priority* requests, if there is one.

    Args:
        lead: how long before its instant an item is handed to the air.
    """
    found = [_waiting(w, now) for w in queue if w.request.terms.urgency is Urgency.PRIORITY]
    over = None if on_air is None else on_air.at + on_air.item.length(on_air.start_frame)
    if on_air is not None and on_air.request.terms.urgency is Urgency.PRIORITY:
        found.insert(0, _sounding(on_air))
    if not found:
        return None
    first = found[0]
    others = [c for c in found[1:] if c.begin < first.end and first.begin < c.end]
    if not others:
        return None
    until = first.end if first.on_air else max(first.begin - lead, over or now)
    return Conflict(items=(first, *others), until=until, rule=_rule(first.request, others[0].request))


def _rule(first: Request, second: Request) -> ConflictRule:
    by_hand = first.terms.manual and not second.terms.manual
    return ConflictRule.MANUAL_FIRST if by_hand else ConflictRule.EARLIER_FIRST


def _sounding(air: OnAir) -> Contender:
    end = air.at + air.item.length(air.start_frame) + _rest(air.waiting)
    return _contender(air.waiting, air.at, end, on_air=True)


def _waiting(waiting: Waiting, now: datetime) -> Contender:
    begin = max(waiting.request.planned, now)
    return _contender(waiting, begin, begin + waiting.item.length(waiting.frame) + _rest(waiting))


def _rest(waiting: Waiting) -> timedelta:
    """The members of its session that come after it."""
    later = waiting.request.items[waiting.index + 1 :]
    return sum((item.length() for item in later), timedelta())


def _contender(waiting: Waiting, begin: datetime, end: datetime, *, on_air: bool = False) -> Contender:
    return Contender(
        request=waiting.request,
        item=waiting.item.id,
        message=waiting.item.message,
        title=waiting.item.title,
        begin=begin,
        end=end,
        on_air=on_air,
    )
