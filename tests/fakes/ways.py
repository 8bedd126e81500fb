"""A way of notices that keeps what it is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from broadcaster.notices.news.model import NoticeMessage


@dataclass(slots=True)
class FakeWay:
    """Keeps what it is handed; `answer` may raise in its place."""

    answer: Callable[[NoticeMessage], None] = lambda _message: None
    taken: list[tuple[str, str]] = field(default_factory=list)  # address, Message-ID

    def send(self, message: NoticeMessage, address: str) -> None:
        """See `WayOut`."""
        self.answer(message)
        self.taken.append((address, message.message_id))
