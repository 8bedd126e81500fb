"""An update of the program is told once, and its end too."""

from __future__ import annotations

from broadcaster.core.errors import BroadcasterError
from broadcaster.upkeep.monitoring.program import ProgramWatch


def test_update_is_told_once_and_taken_back_with_the_files() -> None:
    told: list[str] = []
    changed = [False, True, True, False]

    def report(error: BroadcasterError) -> None:
        told.append(f"+{error.code}")

    def end(error: BroadcasterError) -> None:
        told.append(f"-{error.code}")

    watch = ProgramWatch(report, end, lambda: changed.pop(0))
    while changed:
        watch.look()
    assert told == ["+service.program_changed", "-service.program_changed"]
    assert not watch.changed
