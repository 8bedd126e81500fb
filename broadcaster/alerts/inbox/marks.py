"""What came or was ended, remembered longer than the alerts are kept, and what the journal is told of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from broadcaster.alerts.cap.model import AlertKey
from broadcaster.alerts.inbox.database import InboxDatabase
from broadcaster.alerts.judging.verdict import Judgement, KnownAlerts, Mark, mark
from broadcaster.core.errors import Phrase
from broadcaster.journal.rows.events import as_text, reason_facts, reason_of
from broadcaster.journal.rows.model import Reason
from broadcaster.people.roles.senders import AlertSender

MOST = 2000  # of one sender: no other one's are forgotten for its flood
_MINUTE = len("2026-11-20T10:00")


class Marks:
    """The tables `marks` and `tally`."""

    def __init__(self, database: InboxDatabase) -> None:
        self._database = database

    def known(self, proven: AlertSender | None, keys: Iterable[AlertKey]) -> KnownAlerts:
        """What came before of these alerts."""
        seen: set[Mark] = set()
        ended: set[Mark] = set()
        for key in keys:
            for was_seen, was_ended in self._database.read(
                "SELECT seen, ended FROM marks WHERE sender = ? AND proof = ? AND author = ?"
                " AND identifier = ? AND sent = ?",
                *_named(proven, key),
            ):
                seen.update({mark(proven, key)} if was_seen else ())
                ended.update({mark(proven, key)} if was_ended else ())
        return KnownAlerts(seen=frozenset(seen), ended=frozenset(ended))

    def see(self, proven: AlertSender | None, key: AlertKey, now: datetime) -> None:
        """An alert came."""
        self._set(proven, key, now, seen=True, ended=False)

    def end(self, proven: AlertSender, key: AlertKey, now: datetime) -> None:
        """An alert was ended, whether it came or not."""
        self._set(proven, key, now, seen=False, ended=True)

    def count(self, sender: str, name: str, judged: Judgement, now: datetime, times: int = 1) -> None:
        """Count for the row of this minute."""
        why = judged.reasons[0]
        facts = json.dumps(reason_facts(Reason(code=why.code, facts=why.facts)), ensure_ascii=False)
        self._database.write(
            "INSERT INTO tally VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET count = count + excluded.count",
            sender, str(judged.verdict), why.code, as_text(now)[:_MINUTE], name, facts, times,
        )  # fmt: skip

    def told(self, now: datetime) -> Iterator[Reason]:
        """The rows of minutes that are over, each once; a row that was taken is forgotten."""
        minute = as_text(now)[:_MINUTE]
        rows = self._database.read(
            "SELECT sender, verdict, code, minute, name, why, count FROM tally WHERE minute <> ?", minute
        )
        for sender, verdict, code, of, name, why, count in rows:
            said = reason_of(json.loads(str(why)))
            phrase = Phrase(code=said.code, facts=said.facts)
            facts = (("name", str(name) or "–"), ("count", str(count)), ("why", phrase))
            yield Reason(code=f"alerts.row.{verdict!s}", facts=facts)
            self._database.write(
                "DELETE FROM tally WHERE sender = ? AND verdict = ? AND code = ? AND minute = ?",
                sender, verdict, code, of,
            )  # fmt: skip

    def _set(
        self, proven: AlertSender | None, key: AlertKey, now: datetime, *, seen: bool, ended: bool
    ) -> None:
        named = _named(proven, key)
        self._database.write(
            "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " seen = max(seen, excluded.seen), ended = max(ended, excluded.ended), at = excluded.at",
            *named, int(seen), int(ended), as_text(now),
        )  # fmt: skip
        self._database.write(
            "DELETE FROM marks WHERE (sender, proof, author, identifier, sent) IN"
            " (SELECT sender, proof, author, identifier, sent FROM marks WHERE sender = ? AND proof = ?"
            " ORDER BY at DESC LIMIT -1 OFFSET ?)",
            *named[:2], MOST,
        )  # fmt: skip


def _named(proven: AlertSender | None, key: AlertKey) -> tuple[str, ...]:
    sender, proof, _ = mark(proven, key)
    return sender, str(proof), key.sender, key.identifier, as_text(key.sent)
