"""An update of the program is told once, and its end too."""

from __future__ import annotations

from broadcaster.core.errors import FaultList, ServiceError
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


def test_version_that_was_not_taken_is_told_once_until_there_is_another() -> None:
    told = FaultList()
    first, second = (ServiceError("update.not_taken", version=each, why="x") for each in ("1.0.1", "1.0.2"))
    found = [None, first, first, second, None]
    watch = ProgramWatch(told, lambda: False, lambda: found.pop(0))
    while found:
        watch.look()
    assert list(told) == [first, second]
    assert list(told.ended) == [first, second]
