"""What was opened last is closed first, and a step that fails keeps none of the others from it."""

from __future__ import annotations

from broadcaster.app.station.shutdown import ClosingSteps


def test_steps_run_in_the_opposite_order_once_whatever_fails() -> None:
    done: list[str] = []
    steps = ClosingSteps()
    steps.add(lambda: done.append("lock"))
    steps.add(lambda: 1 / 0)
    steps.add(lambda: done.append("air"))
    steps.close()
    steps.close()
    assert done == ["air", "lock"]
