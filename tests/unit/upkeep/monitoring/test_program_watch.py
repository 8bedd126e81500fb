"""An update of the program is told once, and its end too."""

from __future__ import annotations

from broadcaster.core.errors import FaultList
from broadcaster.upkeep.monitoring.program import ProgramWatch


def test_update_is_told_once_and_taken_back_with_the_files() -> None:
    told = FaultList()
    changed = [False, True, True, False]
    watch = ProgramWatch(told, lambda: changed.pop(0))
    while changed:
        watch.look()
    assert [error.code for error in told] == ["service.program_changed"]
    assert [error.code for error in told.ended] == ["service.program_changed"]
    assert not watch.changed
