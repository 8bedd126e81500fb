"""A real SMTP server that takes, refuses, hangs, answers late, closes, or loses its answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKE, REFUSE, LATER, HANG, LATE, LOSE, CLOSE = "take", "refuse", "later", "hang", "late", "lose", "close"
LATE_BY = 1.0  # seconds


@dataclass(slots=True)
class Mailbox:
    """What the server was given, and how it behaves: `behave` is asked anew for each message."""

    behave: Callable[[], str] = lambda: TAKE
    mails: list[EmailMessage] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)  # how it behaved
    taken: list[str] = field(default_factory=list)  # Message-IDs for which the client may know it
    lost: list[str] = field(default_factory=list)  # Message-IDs that were taken, with the answer lost
    port: int = 0

    def ids(self) -> Counter[str]:
        """How many copies there are of each Message-ID."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Behave badly before anything was handed over."""
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        way = self.behave()
        envelope.way = way  # type: ignore[attr-defined]
        self.done[way] += 1
        if way == LATER:
            return "451 try again later"
        if way == CLOSE:
            _cut(server)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message, or not."""
        way = envelope.way  # type: ignore[attr-defined]
        if way == REFUSE:
            return "550 no such user"
        if way == HANG:
            await asyncio.sleep(3600)
        if way == LATE:
            await asyncio.sleep(LATE_BY)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if way == LOSE:
            self.lost.append(str(mail["Message-ID"]))
            _cut(server)
        else:
            self.taken.append(str(mail["Message-ID"]))
        return "250 OK"


@contextmanager
def mail_server(behave: Callable[[], str] = lambda: TAKE, port: int = 0) -> Iterator[Mailbox]:
    """The server, at a port of its own."""
    box = Mailbox(behave)
    controller = Controller(box, hostname="127.0.0.1", port=port or _free_port())
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
