"""What is to be closed at the end of the station, in the opposite order of its opening."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)


class ClosingSteps:
    """Each step releases something: one that fails keeps none of the others from it."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], object]] = []

    def add(self, step: Callable[[], object]) -> None:
        """Have `step` done before all that were added earlier."""
        self._steps.append(step)

    def close(self) -> None:
        """Do the steps, each once. Safe to call twice."""
        while self._steps:
            step = self._steps.pop()
            try:
                step()
            except Exception:
                log.exception("closing")
