"""From news to lines, and from lines that are due to messages: the station's side of the outbox."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from broadcaster.core.database import Row
from broadcaster.journal.rows.events import as_text, reason_facts, reason_of
from broadcaster.journal.rows.model import new_id
from broadcaster.notices.news.model import MessageState, News, NewsLine, Subject
from broadcaster.notices.news.rules import HOUR, MOST_AN_HOUR, Belief, LastNotice, earliest, is_back, lines
from broadcaster.notices.news.sms import fitted
from broadcaster.notices.news.wording import short_words, words
from broadcaster.notices.sender.outbox import OutboxDatabase
from broadcaster.station.model.office import WAYS, Notices, Recipient

LONGEST = timedelta(days=3)  # longer than any line waits: a day of rest, a day to the digest, a night
_STILL, _BACK = 1, 2  # why a line tells of something again: it still holds, or has come back
KEPT = timedelta(days=40)  # longer than the longest rest; messages are listed for as long
_LINE = "recipient, subject, key, at, what, over, due, urgent, count, again, id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What the station's settings say of those who are told, and in whose name."""

    notices: Notices
    station: str
    zone: ZoneInfo

    @property
    def domain(self) -> str:
        """The right side of each Message-ID."""
        mail = self.notices.mail
        return "ward.invalid" if mail is None else mail.sender.rpartition("@")[2]


class Lines:
    """The tables `mark`, `told` and `lines`, and new rows of `messages`."""

    def __init__(self, database: OutboxDatabase) -> None:
        self._database = database

    def mark(self, name: str) -> int | None:
        """How far something was read; None if it never was."""
        found = self._database.read("SELECT value FROM mark WHERE name = ?", name)
        return None if not found else int(found[0][0] or 0)

    def take(self, news: Iterable[News], sender: Sender, now: datetime, **marks: int) -> None:
        """Keep what is to be told of `news`, and how far it was read, in one transaction."""
        with self._database.changing():
            for one in news:
                self._take(one, sender, now)
            for name, value in marks.items():
                self._database.write("INSERT OR REPLACE INTO mark VALUES (?, ?)", name, value)

    def standing(self) -> frozenset[str]:
        """The keys of which people believe that they hold."""
        return frozenset(str(key) for (key,) in self._database.read("SELECT key FROM told WHERE standing"))

    def compose(self, sender: Sender, now: datetime) -> int:
        """Make messages of the lines that are due; how many."""
        text = as_text(now)
        # The clock was set back: nothing waits for that long.
        self._database.write("UPDATE lines SET due = ? WHERE due > ?", text, as_text(now + LONGEST))
        if not self._database.read("SELECT 1 FROM lines WHERE due <= ? LIMIT 1", text):
            return 0
        with self._database.changing():
            due: dict[str, list[Row]] = defaultdict(list)
            for row in self._database.read(f"SELECT {_LINE} FROM lines WHERE due <= ? ORDER BY id", text):  # noqa: S608
                due[str(row[0])].append(row)
            return sum(self._compose(name, rows, sender, now) for name, rows in due.items())

    def next_due(self) -> datetime | None:
        """When the next line is due."""
        ((found,),) = self._database.read("SELECT min(due) FROM lines")
        return None if found is None else datetime.fromisoformat(str(found))

    def prune(self, now: datetime) -> None:
        """Forget what is long settled."""
        before = as_text(now - KEPT)
        with self._database.changing():
            self._database.write("DELETE FROM messages WHERE settled < ?", before)
            self._database.write("DELETE FROM told WHERE at < ? AND NOT standing", before)

    def _take(self, news: News, sender: Sender, now: datetime) -> None:
        if news.silent:
            self._database.write("DELETE FROM lines WHERE key = ?", news.key)
            self._database.write("DELETE FROM told WHERE key = ?", news.key)
            return
        told = self._told(news.key)
        due = earliest(news, told, now)
        # What waits to be told is so no more: neither that it came again, nor that it is over.
        ended = "again AND NOT over" if news.over else "over"
        self._database.write(f"DELETE FROM lines WHERE key = ? AND {ended}", news.key)  # noqa: S608
        if due is None:
            return
        again = _BACK if is_back(news, told, now) else _STILL if due > now else 0
        for line in lines(news, sender.notices, sender.zone, due):
            self._keep(line, again=again)
        if not again:
            over = news.over or news.subject is Subject.TEST
            known = Belief.OVER if told is None else told.belief
            belief = Belief.OVER if over else max(Belief.HOLDS, known)
            self._database.write(
                "INSERT OR REPLACE INTO told VALUES (?, ?, ?)", news.key, as_text(now), int(belief)
            )

    def _keep(self, line: NewsLine, *, again: int) -> None:
        news = line.news
        what = json.dumps(reason_facts(news.what), ensure_ascii=False)
        self._database.write(
            "INSERT INTO lines (recipient, key, over, subject, at, what, due, urgent, again, count)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (recipient, key, over) DO UPDATE SET"
            " count = count + ?, at = iif(over, at, excluded.at), what = excluded.what,"
            " due = min(due, excluded.due),"
            " again = min(again, excluded.again)",
            line.recipient,
            news.key,
            int(news.over),
            str(news.subject),
            as_text(news.at),
            what,
            as_text(line.due),
            int(line.urgent),
            again,
            int(not news.daily and not news.over),  # how often it was looked at means nothing
        )

    def _told(self, key: str) -> LastNotice | None:
        found = self._database.read("SELECT at, standing FROM told WHERE key = ?", key)
        return (
            None
            if not found
            else LastNotice(at=datetime.fromisoformat(str(found[0][0])), belief=Belief(int(found[0][1] or 0)))
        )

    def _compose(self, name: str, rows: Sequence[Row], sender: Sender, now: datetime) -> int:
        one = sender.notices.to.get(name)
        if one is not None and self._too_many(name, now):
            return 0
        ids = [row[-1] for row in rows]
        self._database.write(
            "DELETE FROM lines WHERE id IN (SELECT value FROM json_each(?))", json.dumps(ids)
        )
        for row in sorted(rows, key=lambda row: int(row[5] or 0)):
            self._note(row, now)
        return 0 if one is None else self._queue(one, [_line(row) for row in rows], sender, now)

    def _note(self, row: Row, now: datetime) -> None:
        """Keep that a line was told now."""
        key, over, again = row[2], bool(row[5]), int(row[9] or 0)
        believed = "0" if over else f"iif(standing, standing, {again})"
        self._database.write(
            f"UPDATE told SET at = ?, standing = {believed} WHERE key = ?",  # noqa: S608
            as_text(now),
            key,
        )

    def _queue(self, one: Recipient, told: Sequence[NewsLine], sender: Sender, now: datetime) -> int:
        queued = 0
        for way in one.ways:
            # What is short is for what cannot wait; what can goes by another way where there is one.
            lines_of_way = (
                [each for each in told if each.urgent] if WAYS[way].short and len(one.ways) > 1 else told
            )
            if not lines_of_way:
                continue
            title, body = self._words(way, lines_of_way, one, sender)
            name = new_id(now)
            queued += 1
            self._database.write(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, '', NULL)",
                name,
                one.name,
                way,
                as_text(now),
                title,
                body,
                f"<{name}@{sender.domain}>",
                str(MessageState.QUEUED),
                as_text(now),
            )
        return queued

    def _words(self, way: str, told: Sequence[NewsLine], one: Recipient, sender: Sender) -> tuple[str, str]:
        title, body = words(told, sender.station, sender.zone, one.language)
        if not WAYS[way].short:
            return title, body
        short = short_words(told, sender.station, sender.zone, one.language)
        return title, fitted(short, accents=sender.notices.sms.accents)

    def _too_many(self, name: str, now: datetime) -> bool:
        ((count,),) = self._database.read(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM messages"
            " WHERE recipient = ? AND queued > ? AND queued <= ? GROUP BY way)",
            name,
            as_text(now - HOUR),
            as_text(now),
        )
        return int(count or 0) >= MOST_AN_HOUR


def _line(row: Row) -> NewsLine:
    recipient, subject, key, at, what, over, due, urgent, count, again, _ = row
    news = News(
        subject=Subject(str(subject)),
        key=str(key),
        at=datetime.fromisoformat(str(at)),
        what=reason_of(json.loads(str(what))),
        over=bool(over),
    )
    due_at = datetime.fromisoformat(str(due)).astimezone(UTC)
    return NewsLine(
        recipient=str(recipient),
        news=news,
        due=due_at,
        urgent=bool(urgent),
        count=int(count or 1),
        back=again == _BACK,
    )
