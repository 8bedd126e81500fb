"""News, what is told of it, and the messages that carry it, as values. Instants are aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadcaster.journal.rows.model import Reason


class Subject(StrEnum):
    """What news is about."""

    APPROVAL = "approval"  # a message waits for the leadership
    MISSED = "missed"
    REFUSED = "refused"
    CUT = "cut"
    FAULT = "fault"
    CAMPAIGN = "campaign"  # a schedule or message ends soon
    CLOCK = "clock"  # not trusted: the timetable is held
    DISK = "disk"
    CERTIFICATE = "certificate"
    BACKUP = "backup"
    CALENDAR = "calendar"  # a subscribed one that cannot be fetched
    VOICE = "voice"  # a service has had all characters of the month
    ALERT = "alert"  # from above: it sounds by itself, or should and does not
    TEST = "test"


class MessageState(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    TRYING = "trying"  # handed over, no answer yet; after a crash nobody knows whether it was taken
    SENT = "sent"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that people are to know."""

    subject: Subject
    key: str  # the same again has the same key
    at: datetime
    what: Reason
    over: bool = False  # it is the end of what was told under this key
    silent: bool = False  # such an end that nobody is told: what still waits is told no more
    daily: bool = False  # it holds for long: the same again is told the next day
    to: str | None = None  # only this recipient; None: whoever's role it concerns


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsLine:
    """What one recipient is to be told, and when at the earliest."""

    recipient: str
    news: News
    due: datetime
    urgent: bool  # not put off to the morning or the daily digest
    count: int = 1  # how often it happened since it was last told
    back: bool = False  # its end was told not long ago


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMessage:
    """One message to one recipient by one way."""

    id: str
    recipient: str
    way: str  # its name in `station.model.office.WAYS`
    queued: datetime
    title: str
    body: str
    message_id: str  # the same at each try: a receiver knows a second copy by it
    state: MessageState = MessageState.QUEUED
    tries: int = 0
    unsure: int = 0  # tries after which nobody knows whether it was taken
    due: datetime | None = None  # of the next try
    error: Reason | None = None  # of the last try
    settled: datetime | None = None  # when it was sent or given up
