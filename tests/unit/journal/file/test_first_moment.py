"""Who looks into the log in the moment in which a station makes it finds it empty, not damaged."""

from __future__ import annotations

import threading
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal


def test_file_that_has_no_tables_yet_is_awaited(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.touch()
    clock = SystemClock()
    made = threading.Timer(0.1, lambda: Journal.open(path, clock).close())
    made.start()
    with Journal.open_to_read(path, clock) as journal:
        assert journal.airings() == []
    made.join()
