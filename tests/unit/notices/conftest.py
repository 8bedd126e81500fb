"""An outbox with a clock, and recipients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import ServiceError
from broadcaster.notices.news.model import News, NoticeMessage
from broadcaster.notices.news.recognition import of_fault
from broadcaster.notices.sender.outbox import Messages, OutboxDatabase
from broadcaster.notices.service.lines import Lines, Sender
from broadcaster.station.model.office import Duty, MailServer, Notices, Recipient

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 27, 12, tzinfo=ZONE).astimezone(UTC)


def recipient(name: str, *roles: Duty, digest: bool = False, language: str = "en") -> Recipient:
    return Recipient(name=name, roles=frozenset(roles), mail=f"{name}@x.vn", digest=digest, language=language)


def notices(*people: Recipient) -> Notices:
    server = MailServer(server="localhost", sender="dai@phuong.vn")
    return Notices(to={one.name: one for one in people}, mail=server)


def fault(which: str = "a", at: datetime = NOON, *, over: bool = False) -> News:
    (news,) = of_fault(ServiceError("service.source_again", address=which), at, over=over)
    return news


class Box:
    """An outbox and what it tells, by a clock that moves only when told."""

    def __init__(self, path: Path, *people: Recipient) -> None:
        self.database = OutboxDatabase(path)
        self.lines = Lines(self.database)
        self.messages = Messages(self.database)
        self.clock = FakeClock(NOON)
        self.sender = Sender(notices=notices(*people), station="Đài thử", zone=ZONE)

    def take(self, *news: News) -> None:
        self.lines.take(news, self.sender, self.clock.now())
        self.lines.compose(self.sender, self.clock.now())

    def pass_time(self, span: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
        end = self.clock.now() + span
        while self.clock.now() < end:
            self.clock.advance(min(step, end - self.clock.now()).total_seconds())
            self.lines.compose(self.sender, self.clock.now())

    def all(self) -> list[NoticeMessage]:
        return self.messages.newest(10_000)[::-1]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path / "state/notices.db", recipient("duty", Duty.DUTY))
    yield made
    made.database.close()
