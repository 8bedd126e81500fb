"""What is answered to who signs in."""

from __future__ import annotations

from datetime import datetime

from broadcaster.answers import answer


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
