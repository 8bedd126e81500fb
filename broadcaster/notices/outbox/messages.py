"""The messages of the outbox: the sender's side, and what people are shown of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.database.file import Row
from broadcaster.journal.model import Reason
from broadcaster.journal.rows.events import as_text, reason_facts, reason_of
from broadcaster.notices.model import Message, State, Way
from broadcaster.notices.outbox.database import Database

_COLUMNS = "id, recipient, way, queued, title, body, message_id, state, tries, unsure, due, error, settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many messages there are of each state, and the newest that failed."""

    waiting: int
    sent: int
    given_up: int
    last_error: Message | None  # the message that waits or was given up with it


class Messages:
    """The table `messages`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recover(self, now: datetime) -> int:
        """After a crash: nobody knows whether what was handed over was taken, so it is tried again."""
        return self._database.write(
            "UPDATE messages SET state = ?, unsure = unsure + 1, due = ? WHERE state = ?",
            str(State.QUEUED),
            as_text(now),
            str(State.TRYING),
        )

    def due(self, way: Way, now: datetime) -> Message | None:
        """The oldest message by a way that is to be tried now."""
        found = self._database.read(
            f"SELECT {_COLUMNS} FROM messages WHERE due <= ? AND way = ? ORDER BY due, id LIMIT 1",  # noqa: S608
            as_text(now),
            str(way),
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
            str(State.TRYING),
            name,
            str(State.QUEUED),
        )
        return changed == 1

    def sent(self, name: str, now: datetime) -> None:
        """It was taken."""
        self._set(name, "state = ?, error = '', settled = ?", str(State.SENT), as_text(now))

    def failed(self, name: str, error: Reason, due: datetime, *, unsure: bool) -> None:
        """It was not taken, or nobody knows; it is tried again at `due`."""
        self._set(
            name,
            "state = ?, error = ?, due = ?, unsure = unsure + ?",
            str(State.QUEUED),
            _kept(error),
            as_text(due),
            int(unsure),
        )

    def given_up(self, name: str, error: Reason, now: datetime) -> None:
        """It is tried no more."""
        self._set(
            name,
            "state = ?, error = ?, settled = ?, due = NULL",
            str(State.GIVEN_UP),
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

    def newest(self, most: int) -> list[Message]:
        """The newest messages, the newest first."""
        found = self._database.read(
            f"SELECT {_COLUMNS} FROM messages ORDER BY queued DESC, id DESC LIMIT ?",  # noqa: S608
            most,
        )
        return [_message(row) for row in found]

    def tally(self) -> Tally:
        """What there is."""
        counts = {str(state): int(n or 0) for state, n in self._database.read(
            "SELECT state, count(*) FROM messages GROUP BY state"
        )}  # fmt: skip
        failed = self._database.read(
            f"SELECT {_COLUMNS} FROM messages WHERE error != '' ORDER BY queued DESC, id DESC LIMIT 1"  # noqa: S608
        )
        return Tally(
            waiting=counts.get(State.QUEUED, 0) + counts.get(State.TRYING, 0),
            sent=counts.get(State.SENT, 0),
            given_up=counts.get(State.GIVEN_UP, 0),
            last_error=_message(failed[0]) if failed else None,
        )

    def _set(self, name: str, what: str, *values: object) -> None:
        self._database.write(f"UPDATE messages SET {what} WHERE id = ?", *values, name)  # noqa: S608


def _kept(error: Reason) -> str:
    return json.dumps(reason_facts(error), ensure_ascii=False)


def _message(row: Row) -> Message:
    name, recipient, way, queued, title, body, message_id, state, tries, unsure, due, error, settled = row
    return Message(
        id=str(name),
        recipient=str(recipient),
        way=Way(str(way)),
        queued=datetime.fromisoformat(str(queued)),
        title=str(title),
        body=str(body),
        message_id=str(message_id),
        state=State(str(state)),
        tries=int(tries or 0),
        unsure=int(unsure or 0),
        due=None if due is None else datetime.fromisoformat(str(due)),
        error=reason_of(json.loads(str(error))) if error else None,
        settled=None if settled is None else datetime.fromisoformat(str(settled)),
    )
