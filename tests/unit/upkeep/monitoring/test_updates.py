"""What root's updater keeps becomes rows of the journal, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.journal.rows.model import Reason
from broadcaster.upkeep.monitoring.updates import MOST, UpdateRows
from broadcaster.upkeep.update.record import UpdateRecord, UpdateStep

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Told:
    """A record that grows, and the rows that were written."""

    def __init__(self, state: Path) -> None:
        self.record = UpdateRecord()
        self.rows: list[tuple[str, datetime]] = []
        self.state = state

    def look(self) -> list[str]:
        """The rows of one look, by a program that has just begun."""
        self.rows.clear()
        UpdateRows(self.state, self._note, lambda: self.record.history).look()
        return [text for text, _ in self.rows]

    def _note(self, what: Reason, at: datetime) -> None:
        with speaking(Language.EN):
            self.rows.append((what.text, at))


def test_each_step_is_one_row_at_its_moment_over_restarts(tmp_path: Path) -> None:
    told = Told(tmp_path)
    assert told.look() == []
    told.record = told.record.told(NOON, UpdateStep.ASKED, "").told(NOON, UpdateStep.TRIAL, "1.0.1")
    assert told.look() == ["version 1.0.1 is tried on a copy of the station"]
    assert told.rows[0][1] == NOON
    later = NOON + timedelta(minutes=1)
    told.record = told.record.told(later, UpdateStep.REFUSED, "1.0.1", "update.why.memory 240")
    assert told.look() == ["version 1.0.1 was refused: it takes too much memory: 240 MB"]
    assert told.look() == []
    told.record = told.record.told(later, UpdateStep.NOT_FETCHED, "", "no line")
    assert told.look() == []


def test_a_record_that_was_lost_does_not_fill_the_journal(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.record = told.record.told(NOON, UpdateStep.SETTLED, "1.0.1")
    assert len(told.look()) == 1
    told.record = UpdateRecord()
    for number in range(MOST + 5):
        told.record = told.record.told(NOON, UpdateStep.SETTLED, f"1.1.{number}")
    assert len(told.look()) == MOST
    assert told.look() == []
