"""The outbox: its tables, its file, and its messages for the sender and for status.

A migration that was released is never changed, a new one is added.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.core.database import DatabaseFile, Faults, Row
from broadcaster.core.errors import NoticesError
from broadcaster.journal.rows.events import as_text, reason_facts, reason_of
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import MessageState, NoticeMessage

MIGRATIONS = (
    (
        "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
        "CREATE TABLE told (key TEXT PRIMARY KEY, at TEXT NOT NULL, standing INTEGER NOT NULL)",
        """CREATE TABLE lines (
            id INTEGER PRIMARY KEY, recipient TEXT NOT NULL, key TEXT NOT NULL, over INTEGER NOT NULL,
            subject TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, due TEXT NOT NULL,
            urgent INTEGER NOT NULL, again INTEGER NOT NULL, count INTEGER NOT NULL,
            UNIQUE (recipient, key, over)
        )""",
        """CREATE TABLE messages (
            id TEXT PRIMARY KEY, recipient TEXT NOT NULL, way TEXT NOT NULL, queued TEXT NOT NULL,
            title TEXT NOT NULL, body TEXT NOT NULL, message_id TEXT NOT NULL, state TEXT NOT NULL,
            tries INTEGER NOT NULL, unsure INTEGER NOT NULL, due TEXT, error TEXT NOT NULL, settled TEXT
        )""",
        "CREATE INDEX messages_open ON messages (due) WHERE due IS NOT NULL",
        "CREATE INDEX messages_queued ON messages (queued)",
    ),
)


OUTBOX = "notices.db"
"""The file, in the station's own folder `state/`."""

CHECKPOINT = 16  # pages after which the write-ahead log is copied: it begins anew inside its reserve
RESERVE = 256 * 1024  # bytes: hundreds of messages
FAULTS = Faults(
    error=NoticesError,
    damaged="notices.store_damaged",
    busy="notices.store_busy",
    newer="notices.store_newer",
)

log = logging.getLogger(__name__)


class OutboxDatabase(DatabaseFile):
    """One connection; station and sender open the same file. See `DatabaseFile`.

    Args:
        reserve: keep room in the file and in its log, so that a full disk can still be told of.
    """

    def __init__(self, path: Path, *, reserve: bool = False) -> None:
        super().__init__(
            path, MIGRATIONS, FAULTS, ("journal_mode = WAL", f"wal_autocheckpoint = {CHECKPOINT}")
        )
        if reserve:
            self.reserve(RESERVE)


_COLUMNS = "id, recipient, way, queued, title, body, message_id, state, tries, unsure, due, error, settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxTally:
    """How many messages there are of each state, and the newest that failed."""

    waiting: int
    sent: int
    given_up: int
    last_error: NoticeMessage | None  # the message that waits or was given up with it


class Messages:
    """The table `messages`."""

    def __init__(self, database: OutboxDatabase) -> None:
        self._database = database

    def recover(self, now: datetime) -> int:
        """After a crash: nobody knows whether what was handed over was taken, so it is tried again."""
        return self._database.write(
            "UPDATE messages SET state = ?, unsure = unsure + 1, due = ? WHERE state = ?",
            str(MessageState.QUEUED),
            as_text(now),
            str(MessageState.TRYING),
        )

    def due(self, way: str, now: datetime) -> NoticeMessage | None:
        """The oldest message by a way that is to be tried now."""
        found = self._database.read(
            f"SELECT {_COLUMNS} FROM messages WHERE due <= ? AND way = ? ORDER BY due, rowid LIMIT 1",  # noqa: S608
            as_text(now),
            way,
        )
        return None if not found else _message(found[0])

    def next_due(self) -> datetime | None:
        """When the next message is to be tried."""
        ((found,),) = self._database.read("SELECT min(due) FROM messages WHERE due IS NOT NULL")
        return None if found is None else datetime.fromisoformat(str(found))

    def trying(self, name: str) -> bool:
        """A message is about to be handed over; false if it does not wait any more."""
        changed = self._database.write(
            "UPDATE messages SET state = ?, tries = tries + 1, due = NULL WHERE id = ? AND state = ?",
            str(MessageState.TRYING),
            name,
            str(MessageState.QUEUED),
        )
        return changed == 1

    def sent(self, name: str, now: datetime) -> None:
        """It was taken."""
        self._set(name, "state = ?, error = '', settled = ?", str(MessageState.SENT), as_text(now))

    def failed(self, name: str, error: Reason, due: datetime, *, unsure: bool) -> None:
        """It was not taken, or nobody knows; it is tried again at `due`."""
        self._set(
            name,
            "state = ?, error = ?, due = ?, unsure = unsure + ?",
            str(MessageState.QUEUED),
            _kept(error),
            as_text(due),
            int(unsure),
        )

    def given_up(self, name: str, error: Reason, now: datetime) -> None:
        """It is tried no more."""
        self._set(
            name,
            "state = ?, error = ?, settled = ?, due = NULL",
            str(MessageState.GIVEN_UP),
            _kept(error),
            as_text(now),
        )

    def mend_clock(self, now: datetime, longest: timedelta) -> None:
        """Try now what waits for an instant that no back-off can mean: the clock was set back."""
        late = as_text(now + longest)
        self._database.write("UPDATE messages SET due = ? WHERE due > ?", as_text(now), late)

    def hurry(self, now: datetime) -> None:
        """Try all that waits now: the settings have changed."""
        self._database.write("UPDATE messages SET due = ? WHERE due > ?", as_text(now), as_text(now))

    def newest(self, most: int) -> list[NoticeMessage]:
        """The newest messages, the newest first."""
        found = self._database.read(
            f"SELECT {_COLUMNS} FROM messages ORDER BY queued DESC, rowid DESC LIMIT ?",  # noqa: S608
            most,
        )
        return [_message(row) for row in found]

    def tally(self) -> OutboxTally:
        """What there is."""
        counts = {str(state): int(n or 0) for state, n in self._database.read(
            "SELECT state, count(*) FROM messages GROUP BY state"
        )}  # fmt: skip
        failed = self._database.read(
            f"SELECT {_COLUMNS} FROM messages WHERE error != '' ORDER BY queued DESC, rowid DESC LIMIT 1"  # noqa: S608
        )
        return OutboxTally(
            waiting=counts.get(MessageState.QUEUED, 0) + counts.get(MessageState.TRYING, 0),
            sent=counts.get(MessageState.SENT, 0),
            given_up=counts.get(MessageState.GIVEN_UP, 0),
            last_error=_message(failed[0]) if failed else None,
        )

    def _set(self, name: str, what: str, *values: object) -> None:
        self._database.write(f"UPDATE messages SET {what} WHERE id = ?", *values, name)  # noqa: S608


def _kept(error: Reason) -> str:
    return json.dumps(reason_facts(error), ensure_ascii=False)


def _message(row: Row) -> NoticeMessage:
    name, recipient, way, queued, title, body, message_id, state, tries, unsure, due, error, settled = row
    return NoticeMessage(
        id=str(name),
        recipient=str(recipient),
        way=str(way),
        queued=datetime.fromisoformat(str(queued)),
        title=str(title),
        body=str(body),
        message_id=str(message_id),
        state=MessageState(str(state)),
        tries=int(tries or 0),
        unsure=int(unsure or 0),
        due=None if due is None else datetime.fromisoformat(str(due)),
        error=reason_of(json.loads(str(error))) if error else None,
        settled=None if settled is None else datetime.fromisoformat(str(settled)),
    )
