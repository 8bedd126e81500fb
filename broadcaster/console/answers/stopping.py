"""What is answered to `stop`: a module of its own, as `stop` must start at once."""

from __future__ import annotations

from broadcaster.answers import answer


@answer
class Stopped:
    """Whether there was anything to stop, and what it was."""

    stopped: bool
    airings: tuple[str, ...] = ()  # the ids of what it ended, on the air, waiting or still being made
