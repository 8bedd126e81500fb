"""What may be asked of the ward, and the answers: notices to people, its regulation, and who signs in."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from broadcaster.core.answers import answer
from broadcaster.core.questions import Day, FieldBounds, Name, Question, Secret, Shown, question


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


@question("/notices", method="GET")
class AskNotices(Question[NoticesListed]):
    """List the newest messages to people."""


@answer
class SentTo:
    """To whom a test goes out."""

    to: tuple[str, ...]


@question("/notices/test")
class AskTestNotice(Question[SentTo]):
    """Send a test to one recipient, or to all."""

    to: Name | None = None


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


Text = Annotated[str, FieldBounds(max_length=200), Shown(minLength=1)]


@question("/regulation", method="GET")
class AskRegulation(Question[RegulationShown]):
    """Show the rules with their articles, exemptions, orders and days of mourning, as they hold."""


@question("/regulation/order")
class AskOrder(Question[RegulationShown]):
    """Enter an order."""

    number: Text
    by: Text
    first: Day
    until: Day


@question("/regulation/end")
class AskEnd(Question[RegulationShown]):
    """End an order."""

    number: Text


@question("/regulation/move")
class AskMove(Question[RegulationShown]):
    """Move the rules of station.yaml; a decision is needed where their quotas refuse."""

    number: Text | None = None
    on: Day | None = None


@question("/regulation/mourn")
class AskMourn(Question[RegulationShown]):
    """Enter days of mourning."""

    what: Literal["no-music", "silence"]
    first: Day
    until: Day
    by: Annotated[str, FieldBounds(max_length=200)] | None = None


@question("/regulation/mourn-end")
class AskMournEnd(Question[RegulationShown]):
    """End the mourning that holds today or later."""


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


@question("/sign-in")
class SignInQuestion(Question[SignedIn]):
    """What each way to sign in has."""

    person: Name
    second: Secret | None = field(default=None, repr=False)
    """the code of the authenticator, for whoever has one"""


@question("/sign-in")
class AskWithPassword(SignInQuestion):
    """Sign in with a password."""

    password: Secret = field(repr=False)


@question("/sign-in")
class AskWithPin(SignInQuestion):
    """Sign in with a PIN; alone it is for emergencies, for stopping and for the clock."""

    pin: Secret = field(repr=False)


@question("/sign-in")
class AskWithRecovery(SignInQuestion):
    """Sign in with a recovery code, which works once."""

    recovery: Secret = field(repr=False)


@question("/sign-in")
class AskWithSecret(SignInQuestion):
    """Sign in with a password, a PIN or a recovery code, told apart by how it looks."""

    secret: Secret = field(repr=False)


@question("/password")
class AskNewPassword(Question[SignedIn]):
    """Change the own password."""

    old: Secret = field(repr=False)
    """the password or a recovery code; a PIN where there is no password"""
    new: Secret = field(repr=False)
    """the password from now on"""


@question("/sign-out")
class AskSignOut(Question[SignedOut]):
    """End the session of the token with which this is asked."""
