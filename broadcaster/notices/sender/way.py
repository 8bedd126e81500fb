"""What every way can do, and how it says what went wrong; a fake way for tests and dry runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import NoticeMessage

LONGEST_ANSWER = 200  # characters of a server's answer that are kept


class NotTaken(Exception):
    """A message was not handed over, or nobody knows whether it was.

    Args:
        reason: for people; no address and no password stands in it.
        unsure: it may have been taken, its answer was lost.
        final: to try again is of no use.
    """

    def __init__(self, reason: Reason, *, unsure: bool = False, final: bool = False) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.unsure = unsure
        self.final = final


class WayOut(Protocol):
    """Hands messages over. Called on one thread at a time.

    The module of each has `open_way(orders)`, which makes it, or gives None while it is not open; its
    `WayEntry` names it (`station/model/office.py`).
    """

    def send(self, message: NoticeMessage, address: str) -> None:
        """Hand a message over; returns when it was taken. Raises NotTaken: it was not, or nobody knows."""


@dataclass(slots=True)
class FakeWay:
    """Keeps what it is handed; `answer` may raise in its place."""

    answer: Callable[[NoticeMessage], None] = lambda _message: None
    taken: list[tuple[str, str]] = field(default_factory=list)  # address, Message-ID

    def send(self, message: NoticeMessage, address: str) -> None:
        """See `WayOut`."""
        self.answer(message)
        self.taken.append((address, message.message_id))


def reason(code: str, answer: str = "", secrets: Iterable[str] = ()) -> Reason:
    """Why a message was not taken, with the other side's words; none of `secrets` stands in it."""
    if not answer:
        return Reason(code=code)
    for secret in sorted({one for one in secrets if one}, key=len, reverse=True):
        answer = answer.replace(secret, "…")
    # What a stranger says may hold orders for a terminal.
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in answer).split())[:LONGEST_ANSWER]
    return Reason(code=code, facts=(("answer", shown),))
