"""When a contact counts as pressed. Pure.

It must have been seen open, for as long as it must be held, before a closing counts: a contact that
is closed at the start, or stuck, fires nothing. Held closed it fires once; opened again it is armed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What is known of one contact. Instants are seconds of a clock that is never set."""

    hold: float  # seconds
    closed: bool | None = None  # as last seen; None before the first look
    since: float = 0.0  # when it was first seen so
    armed: bool = False

    @property
    def stuck(self) -> bool:
        """True while it is closed and was never armed, or has fired."""
        return self.closed is True and not self.armed


def look(press: Press, closed: bool, at: float) -> tuple[Press, bool]:
    """What is known after a look at `at`, and whether it fires now."""
    if closed is not press.closed:
        return replace(press, closed=closed, since=at), False
    if at - press.since < press.hold:
        return press, False
    if not closed:
        return replace(press, armed=True), False
    return replace(press, armed=False), press.armed
