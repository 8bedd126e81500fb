"""The answers of the API about the ward: notices to people, its regulation, and who signs in."""

from __future__ import annotations

from datetime import datetime

from broadcaster.core.answers import answer


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


@answer
class RuleShown:
    """A rule, an exemption, an order or days of mourning."""

    kind: str
    """rule, night, exemption, order or mourning"""
    what: str
    where: str
    """season, days, zones and classes"""
    by: str
    """the article, or who ordered it"""
    state: str
    """holds, coming, over or other_season"""
    number: str | None
    """of an order"""
    entered_by: str | None


@answer
class RegulationShown:
    """The regulation as the files say it now."""

    refuses: bool
    """quotas refuse; else they warn"""
    rows: tuple[RuleShown, ...]


@answer
class SignedIn:
    """A person is signed in. The token goes into the header `Authorization: Bearer`."""

    token: str
    until: datetime
    """it holds until then, and longer with each request"""
    person: str
    """the id"""
    name: str
    by_pin: bool = False
    """they showed a PIN and nothing else: they may sound emergencies, stop, confirm the clock and look on"""


@answer
class SignedOut:
    """Whether a session has ended."""

    signed_out: bool
