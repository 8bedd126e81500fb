"""What became of updates: kept beside the link, written by root alone, read by anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from broadcaster.core.whole_files import write_bytes

RECORD = Path("/var/lib/broadcaster/update.json")
_MOST = 200  # lines of the history


class UpdatePhase(StrEnum):
    """Where an update is."""

    NONE = "none"
    SWITCHED = "switched"  # the new version is to start, or has just begun
    WATCHED = "watched"  # it runs, and is looked at for a day


class UpdateStep(StrEnum):
    """What was done, or not."""

    ASKED = "asked"  # by the station, for a person
    IGNORED = "ignored"  # what was asked for so
    WAITS = "waits"
    TRIAL = "trial"
    REFUSED = "refused"
    SWITCHED = "switched"
    BACK = "back"
    SETTLED = "settled"
    NOT_FETCHED = "not_fetched"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One thing that was done."""

    at: str  # ISO 8601
    what: UpdateStep
    version: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRecord:
    """Where the update is, what came before, and which versions are not tried again."""

    phase: UpdatePhase = UpdatePhase.NONE
    version: str = ""  # the new one
    before: str = ""  # the version to go back to
    since: str = ""  # when it was switched, ISO 8601
    stood: Mapping[str, object] = field(default_factory=dict)  # how the station stood then
    waits: str = ""  # since when a version waits for a quiet moment, ISO 8601
    refused: Mapping[str, str] = field(default_factory=dict)  # version: why
    asked: str = ""  # when the repository was asked last, ISO 8601
    fetched: str = ""  # when a repository answered last, and its packages were whole, ISO 8601
    channel: str = ""  # of the repository that was asked last, as it names itself
    history: tuple[HistoryLine, ...] = ()

    def told(self, at: datetime, what: UpdateStep, version: str, why: str = "") -> UpdateRecord:
        """With one line more; what is said again is not."""
        line = HistoryLine(at=at.isoformat(timespec="seconds"), what=what, version=version, why=why)
        last = self.history[-1] if self.history else None
        if last is not None and replace(last, at=line.at) == line:
            return self
        return replace(self, history=(*self.history, line)[-_MOST:])


def read(path: Path = RECORD) -> UpdateRecord:
    """What is kept; nothing where it cannot be read."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        lines = raw.pop("history")
        history = tuple(HistoryLine(**{**line, "what": UpdateStep(line["what"])}) for line in lines)
        return UpdateRecord(**{**raw, "phase": UpdatePhase(raw["phase"])}, history=history)
    except (OSError, ValueError, TypeError, KeyError):
        return UpdateRecord()


def write(record: UpdateRecord, path: Path = RECORD) -> None:
    """Keep it, whole.

    Raises:
        StoreError: the disk does not take it.
    """
    write_bytes(path, json.dumps(asdict(record), ensure_ascii=False, indent=1).encode(), durable=True)
    path.chmod(0o644)
