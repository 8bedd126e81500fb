"""What became of updates, as rows of the journal: the updater is root's and keeps its own record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core.state_files import load
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.rows.model import Reason
from broadcaster.upkeep.update import record
from broadcaster.upkeep.update.record import HistoryLine, UpdateStep
from broadcaster.upkeep.update.refusal import local, row

FILE = "update.json"
MOST = 20  # rows at once: what is older was told, or is told by the record
_LINE = TypeAdapter(HistoryLine)
_APART = frozenset({UpdateStep.ASKED, UpdateStep.NOT_FETCHED})
"""What is no row: the station itself writes who asked, and a line that is down makes none each day."""


@dataclass(frozen=True, slots=True)
class UpdateRows:
    """Writes a row for each line of the record that is new.

    Args:
        state: the station's folder for small files.
        note: writes a row, of what happened at an instant.
        read: the lines.
    """

    state: Path
    note: Callable[[Reason, datetime], object]
    read: Callable[[], tuple[HistoryLine, ...]] = lambda: record.read().history

    def look(self) -> None:
        """Write what is new.

        Raises:
            StoreError: the disk does not take how far it was told; then nothing is.
        """
        lines = self.read()
        told = load(self.state / FILE, _LINE) if lines else None
        if not lines or told == lines[-1]:
            return
        known = lines.index(told) + 1 if told in lines else 0
        # First how far it is told: on a full disk no row is written again and again.
        write_bytes(self.state / FILE, _LINE.dump_json(lines[-1]))
        for line in [line for line in lines[known:] if line.what not in _APART][-MOST:]:
            self.note(row(line), local(line.at))
