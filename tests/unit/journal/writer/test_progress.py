"""A disk that takes no notes of the progress is told once, not every two seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.journal.writer.progress import AiringProgress


def test_disk_that_takes_no_note_has_one_line_when_that_begins_and_one_when_it_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = tmp_path / "state"
    state.write_text("no folder: nothing can be written below it")
    progress = AiringProgress(state)
    for _ in range(5):
        progress.keep()
    assert [record.exc_info is not None for record in caplog.records] == [True]
    state.unlink()
    for _ in range(2):
        progress.keep()
    assert progress.read() == {}
    again = [record.getMessage() for record in caplog.records[1:]]
    assert again == ["how far the airing has come is kept again; it was not, 5 times"]
    progress.close()
