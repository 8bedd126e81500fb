"""What is on the air, conflicts or repeats, as values of the status; see `values`."""

from __future__ import annotations

from datetime import datetime

from broadcaster.core.answers import answer


@answer
class OnAirNow:
    """The item on air."""

    id: str
    message: str
    title: str
    kind: str
    started: datetime | None
    """None until its first sample"""
    planned: datetime
    end: datetime
    airing: str = ""
    """the journal's row: a message in pieces, such as one with a relay, has one"""
    over: datetime | None = None
    """when the message ends whose piece it is"""
    zones: tuple[str, ...] = ()
    """the only ones in which it is heard; empty for all"""
    emergency: bool = False
    """in the class of emergencies"""


@answer
class Contending:
    """One of two items that conflict."""

    id: str
    message: str
    title: str
    planned: datetime
    on_air: bool


@answer
class Clash:
    """Two *priority* items that overlap."""

    items: tuple[Contending, ...]
    until: datetime
    """a person may decide until then"""
    rule: str
    """which decides otherwise"""


@answer
class Chain:
    """An emergency that repeats until it is stopped."""

    message: str
    title: str
    zones: tuple[str, ...]
    """the only ones in which it is heard; empty for all"""
    who: str
    every_s: float
    aired: int
    """how often it was on air"""
    next: datetime | None
    """None while it is on air"""
    ends: datetime
    ends_soon: bool


@answer
class AlertShown:
    """An alert that is to sound by itself, sounds, or sounds again."""

    id: str
    title: str
    sender: str
    severity: str
    """as the alert says it, such as `Extreme`"""
    test: bool
    on_air: bool
    aired: int
    """how often its words were on air"""
    next: datetime | None
    """None while it is on air, or about to be"""
    ends: datetime
