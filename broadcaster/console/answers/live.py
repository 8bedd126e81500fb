"""What is answered about a live session."""

from __future__ import annotations

from broadcaster.answers import answer


@answer
class Armed:
    """A live session is armed. Who has its ticket may speak."""

    ticket: str


@answer
class LiveState:
    """A live session as its speaker sees it."""

    id: str
    """its airing"""
    on_air: bool
    ready: bool
    """the microphone works"""
    stage: str
    peak: int
    """0 … 32768, of the last moment"""
    heard_s: float
    late: int
    lost: int
    """chunks that did not come in time"""
    breaks: int
    """how often listeners heard it break off"""
    weak: bool
    """it broke off a moment ago"""
    over: bool
    why: str | None
