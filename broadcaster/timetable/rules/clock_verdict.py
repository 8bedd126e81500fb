"""Whether the clock can be trusted: a verdict from facts about it. Pure.

A small computer without a battery clock boots with the time of its last shutdown, which is plausible and
wrong. So after each boot the clock needs a grant: from the network, from a hardware clock that was proven, or
from a person. The grant holds for that boot, until the clock turns out to be earlier than something already
written, or is set by more than `JUMP`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

JUMP = 60.0
"""Seconds: a larger step of the clock ends the trust."""

SETTLED = 10.0
"""Seconds after a jump before the network is trusted again: until then the kernel may report an old state."""

PROOFS = 3
"""Boots at which a hardware clock must have been right, one after the other."""

AWAY = 300.0
"""Seconds that the station must have been off before a boot that counts: a warm restart proves nothing."""


class Ground(StrEnum):
    """Why the clock is trusted."""

    NETWORK = "network"
    HARDWARE = "hardware"
    PERSON = "person"
    SILENT = "silent"  # nothing that is aired reaches a loudspeaker


class ClockDoubt(StrEnum):
    """Why the clock is not trusted."""

    UNPROVEN = "unproven"  # no grant since the boot
    BEHIND_JOURNAL = "behind_journal"
    BEHIND_BUILD = "behind_build"
    JUMPED = "jumped"
    RESTORED = "restored"  # put back from a backup: the computer that it came from may still be on the air


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockGrant:
    """The trust of one boot: given when and by whom, and for which setting of the clock."""

    ground: Ground
    boot: str
    base: float  # wall time (seconds since 1970) minus boot time: changes only when the clock is set
    at: datetime
    who: str = ""  # the person
    over: datetime | None = None  # granted although something was written at this later instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about the clock at one instant."""

    now: datetime
    boottime: float  # seconds since the boot, sleep included
    boot: str  # the boot's own id; "" where the system has none
    built: datetime  # when the program was built
    last_row: datetime | None = None  # the latest instant that earlier processes wrote with a trusted clock
    unproven: datetime | None = None  # the latest instant that they wrote at all
    synchronised: bool = False  # the kernel says that it is synchronised
    hardware: bool = False  # a proven hardware clock shows the same time
    since_jump: float | None = None  # seconds since the last jump; None for no jump
    silent: bool = False  # nothing that airs reaches a loudspeaker
    restored: bool = False  # put back from a backup, and nobody has said yet that it is to air here
    grant: ClockGrant | None = None  # from earlier in this boot

    @property
    def base(self) -> float:
        """Wall time less boot time, in seconds."""
        return self.now.timestamp() - self.boottime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockVerdict:
    """Trusted with a ground, or not, with a doubt; and the grant that holds from now on."""

    ground: Ground | None = None
    doubt: ClockDoubt | None = None
    grant: ClockGrant | None = None

    @property
    def trusted(self) -> bool:
        """True if scheduled airings may go out."""
        return self.ground is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The error of the hardware clock at one boot, before anything could have set it."""

    boot: str
    at: datetime  # when the true time became known
    error: float  # seconds: the hardware clock minus the true time
    away: float  # seconds for which the station had been off before


def judge(facts: Facts) -> ClockVerdict:
    """Whether scheduled airings may go out by this clock."""
    grant = facts.grant if facts.grant is not None and facts.grant.boot == facts.boot else None
    if facts.restored:
        return ClockVerdict(doubt=ClockDoubt.RESTORED)
    if facts.silent:
        return ClockVerdict(ground=Ground.SILENT, grant=grant)
    over = None if grant is None else grant.over
    jumped = facts.since_jump is not None
    network = facts.synchronised and (facts.since_jump is None or facts.since_jump >= SETTLED)
    behind = behindness(facts, over)
    if behind is ClockDoubt.BEHIND_JOURNAL and grant is None and network:
        # A row written by a wrong clock must not make the right clock untrusted for ever.
        over = facts.unproven
        behind = behindness(replace(facts, unproven=None))
    if behind is not None:
        return ClockVerdict(doubt=behind)
    if grant is not None:
        if abs(facts.base - grant.base) <= JUMP:
            return ClockVerdict(ground=grant.ground, grant=grant)
        return ClockVerdict(doubt=ClockDoubt.JUMPED)
    if network:
        return _granted(facts, Ground.NETWORK, over=over)
    # After a jump the hardware clock proves nothing: it may have been set together with the clock.
    if facts.hardware and not jumped:
        return _granted(facts, Ground.HARDWARE)
    return ClockVerdict(doubt=ClockDoubt.JUMPED if jumped else ClockDoubt.UNPROVEN)


def confirmed(facts: Facts, who: str) -> ClockVerdict:
    """The verdict after a person has confirmed the clock, and that the station airs here."""
    facts = replace(facts, restored=False)
    if facts.silent:
        return judge(facts)
    floors = [floor for floor in (facts.built, facts.last_row, facts.unproven) if floor is not None]
    over = max(floors) if max(floors) > facts.now else None
    return _granted(facts, Ground.PERSON, who=who, over=over)


def behindness(facts: Facts, over: datetime | None = None) -> ClockDoubt | None:
    """The doubt about a clock that shows a time earlier than something already written; None for no doubt.

    Args:
        over: ignore what was written up to this instant.
    """
    floors = (
        (facts.last_row, ClockDoubt.BEHIND_JOURNAL),
        (facts.unproven, ClockDoubt.BEHIND_JOURNAL),
        (facts.built, ClockDoubt.BEHIND_BUILD),
    )
    for floor, doubt in floors:
        if floor is not None and facts.now < floor and (over is None or over < floor):
            return doubt
    return None


def proven(observations: Sequence[Observation]) -> bool:
    """True if the hardware clock was right at the last `PROOFS` boots that count."""
    return good_boots(observations) >= PROOFS


def good_boots(observations: Sequence[Observation]) -> int:
    """The number of boots that count, up to the last one, at which the hardware clock was right."""
    good = 0
    for observation in observations:
        if abs(observation.error) > JUMP:
            good = 0
        elif observation.away >= AWAY:
            good += 1
    return good


def _granted(facts: Facts, ground: Ground, *, who: str = "", over: datetime | None = None) -> ClockVerdict:
    grant = ClockGrant(ground=ground, boot=facts.boot, base=facts.base, at=facts.now, who=who, over=over)
    return ClockVerdict(ground=ground, grant=grant)
