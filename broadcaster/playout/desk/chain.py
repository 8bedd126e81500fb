"""An emergency that is aired again and again until a person stops it. Pure.

One airing at a time: the next begins `every` after the last one began, but never before that one
has ended. A chain needs a person's confirmation: it ends `longest` after the last one, and no
airing begins that would sound beyond that. That of an alert also ends with the alert, whoever confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.journal.rows.model import Outcome
from broadcaster.timetable.rules.guard import Refusal

WARNING = timedelta(minutes=5)  # before its end, for a person to confirm it again
OVER = Refusal(code="playout.chain_over")
RENEWED = Refusal(code="playout.chain_renewed")

# Faults of the air, and other requests: an emergency is tried again. Any other end was decided by a person
# or the guard.
PASSING = (
    "playout.failed",
    "playout.no_report",
    "playout.air_lost",
    "playout.preempted",
    "playout.waited",
    "service.too_many",
)


class Step(StrEnum):
    """What is to be done with a chain now."""

    WAIT = "wait"
    AIR = "air"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyChain:
    """One chain and its airing that is under way or comes next."""

    every: timedelta  # from start to start
    length: timedelta  # of one airing
    longest: timedelta
    yes: datetime  # when a person last confirmed it
    who: str  # that person
    at: datetime  # when the airing begins: planned, then as heard
    waiting: bool = False  # the airing is not yet with the desk
    aired: int = 0  # airings that were heard to begin
    warned: bool = False
    expires: datetime | None = None  # an instant of the wall clock; of an alert

    @property
    def until(self) -> datetime:
        """When it is over unless a person confirms it again."""
        confirmed = self.yes + self.longest
        return confirmed if self.expires is None else min(confirmed, self.expires)

    @property
    def fits(self) -> bool:
        """True if the next airing would end in time."""
        return self.at + self.length <= self.until


def started(chain: EmergencyChain, at: datetime) -> EmergencyChain:
    """Its airing was heard to begin at `at`."""
    return replace(chain, at=at, aired=chain.aired + 1)


def closed(
    chain: EmergencyChain, at: datetime, outcome: Outcome, reason: Refusal | None
) -> EmergencyChain | Refusal:
    """Its airing has ended at `at`: the chain with its next airing, or why it ends too."""
    passing = reason is not None and reason.code in PASSING
    if outcome is not Outcome.AIRED and not passing:
        return reason or OVER
    return again(chain, at)


def again(chain: EmergencyChain, at: datetime) -> EmergencyChain:
    """Its airing has ended at `at`: with its next airing."""
    return replace(chain, at=max(chain.at + chain.every, at), waiting=True)


def step(chain: EmergencyChain, now: datetime, lead: timedelta) -> Step:
    """What is due at `now`. `lead`: how long before its instant an airing is given to the desk."""
    if not chain.waiting:
        return Step.WAIT
    begin = chain.at - lead
    if now >= (begin if chain.fits else min(begin, chain.until)):
        # What was slept through (a suspended computer) must fit from now on.
        fits = chain.fits and now + chain.length <= chain.until
        return Step.AIR if fits else Step.END
    return Step.WAIT


def handed_over(chain: EmergencyChain, now: datetime) -> EmergencyChain:
    """Its next airing goes to the desk at `now`."""
    return replace(chain, at=max(chain.at, now), waiting=False)


def rearmed(chain: EmergencyChain, now: datetime, who: str) -> EmergencyChain:
    """A person confirmed it again at `now`."""
    return replace(chain, yes=now, who=who, warned=False)


def ends_soon(chain: EmergencyChain, now: datetime) -> bool:
    """True in its last five minutes (the last half of a shorter life)."""
    return now >= chain.until - min(WARNING, chain.longest / 2)


def moved(chain: EmergencyChain, by: timedelta) -> EmergencyChain:
    """The wall clock was set by so much."""
    return replace(chain, yes=chain.yes + by, at=chain.at + by)
