"""What is answered about notices to people."""

from __future__ import annotations

from datetime import datetime

from broadcaster.answers import answer


@answer
class NoticeShown:
    """One message to one recipient."""

    id: str
    to: str
    """the recipient's name in station.yaml; addresses are shown nowhere"""
    way: str
    title: str
    queued: datetime
    state: str
    """queued, trying, sent or given_up"""
    tries: int
    unsure: int
    """tries after which nobody knows whether it was taken: so many copies there may be"""
    due: datetime | None
    """of the next try"""
    error: str | None
    """why the last try failed"""
    settled: datetime | None
    """when it was sent or given up"""


@answer
class NoticesListed:
    """The newest messages, the newest first."""

    messages: tuple[NoticeShown, ...]


@answer
class SentTo:
    """To whom a test goes out."""

    to: tuple[str, ...]
