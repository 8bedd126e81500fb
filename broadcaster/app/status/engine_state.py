"""Which engine speaks, and what services were given, as the status tells it."""

from __future__ import annotations

from datetime import datetime

from broadcaster.core.answers import answer


@answer
class ServiceSent:
    """What a service was given this month."""

    service: str
    characters: int
    limit: int | None
    """after which the next engine speaks"""


@answer
class EngineState:
    """Which engine speaks."""

    name: str
    fallback: bool
    wanted: str | None
    """the engine that it stands in for"""
    since: datetime | None
    waiting: tuple[str, ...]
    """messages to be spoken again by the engine that is wanted"""
    order: tuple[str, ...]
    online: tuple[str, ...]
    usual: str
    """the engine that speaks while nothing is out of order"""
    sent: tuple[ServiceSent, ...] = ()
