"""The newest version where it was not taken: what the technician is told until there is another."""

from __future__ import annotations

from broadcaster.core.errors import BroadcasterError, Fact, Phrase, ServiceError
from broadcaster.core.installation import is_packaged
from broadcaster.upkeep.update import record
from broadcaster.upkeep.update.record import UpdateRecord
from broadcaster.upkeep.update.versions import InstalledVersions


def refused_here() -> BroadcasterError | None:
    """What stands against the newest version that is installed on this computer, if anything does."""
    if not is_packaged():
        return None
    return refused(record.read(), InstalledVersions().newest())


def refused(kept: UpdateRecord, newest: str) -> BroadcasterError | None:
    """What stands against a version; that it waits is told once it has waited for long."""
    last = kept.history[-1] if kept.waits and kept.history else None
    why = kept.refused.get(newest) or (last.why if last is not None and last.version == newest else None)
    return None if not why else ServiceError("update.not_taken", version=newest, why=reason(why))


def reason(why: str) -> Fact:
    """A reason as it is kept, `CODE WHAT`, to be worded."""
    code, _, what = why.partition(" ")
    return Phrase(code=code, facts=(("what", what),)) if code.startswith("update.why.") else why
