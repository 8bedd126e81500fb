"""What became of updates, in words; and what the technician is told until it is over."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, Fact, Phrase, ServiceError
from broadcaster.core.installation import is_packaged
from broadcaster.journal.rows.model import Reason
from broadcaster.upkeep.update import record
from broadcaster.upkeep.update.record import HistoryLine, UpdateRecord, UpdateStep
from broadcaster.upkeep.update.versions import InstalledVersions

SILENT = timedelta(days=7)
"""A repository that cannot be used for so long is told: a line may be down for a night."""


def refused_here() -> BroadcasterError | None:
    """What is to be told of the updates of this computer, if anything is."""
    if not is_packaged():
        return None
    return refused(record.read(), InstalledVersions().newest(), SystemClock().now())


def refused(kept: UpdateRecord, newest: str, now: datetime) -> BroadcasterError | None:
    """What stands against a version, or the repository; that it waits is told once it has waited for long."""
    last = kept.history[-1] if kept.history else None
    waited = kept.waits and last is not None and last.version == newest and last.what is UpdateStep.WAITS
    why = kept.refused.get(newest) or (last.why if last is not None and waited else None)
    if why:
        return ServiceError("update.not_taken", version=newest, why=reason(why))
    if last is None or last.what is not UpdateStep.NOT_FETCHED:
        return None
    since = datetime.fromisoformat(kept.fetched or last.at)
    return ServiceError("update.not_fetched", reason=reason(last.why)) if now - since > SILENT else None


def reason(why: str) -> Fact:
    """A reason as it is kept, `CODE WHAT`, to be worded."""
    code, _, what = why.partition(" ")
    return Phrase(code=code, facts=(("what", what),)) if code.startswith("update.why.") else why


def kept_reason(fact: object) -> str:
    """A reason as it is kept; see `reason`."""
    if isinstance(fact, Phrase):
        return " ".join([fact.code, *(str(value) for _, value in fact.facts)])
    return str(fact)


def row(line: HistoryLine) -> Reason:
    """One thing that was done, as a row of the journal, to be worded."""
    return Reason(
        code=f"update.did.{line.what}",
        facts=(("version", line.version), ("why", reason(line.why) or "–")),
    )


def did(line: HistoryLine) -> str:
    """The same in words."""
    return row(line).text


def local(at: str, zone: tzinfo | None = None) -> datetime:
    """An instant of the record, in a zone or in the computer's."""
    return datetime.fromisoformat(at).astimezone(zone)
