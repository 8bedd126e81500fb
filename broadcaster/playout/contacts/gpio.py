"""A contact at a pin, through libgpiod 2. One of the modules that import gpiod."""

from __future__ import annotations

from broadcaster.errors import PlayoutError


class GpioInput:
    """An input line with a pull-up or pull-down towards the open state."""

    def __init__(self, chip: str, line: int, *, low: bool) -> None:
        try:
            import gpiod
            from gpiod.line import Bias, Direction, Value
        except ImportError as error:
            raise PlayoutError("playout.contact_library", library="gpiod") from error
        bias = Bias.PULL_UP if low else Bias.PULL_DOWN
        wanted = gpiod.LineSettings(direction=Direction.INPUT, bias=bias, active_low=low)
        self._line = line
        self._active = Value.ACTIVE
        self._lines = gpiod.request_lines(chip, consumer="broadcaster", config={line: wanted})

    def closed(self) -> bool:
        """True while the line is active."""
        return bool(self._lines.get_value(self._line) == self._active)

    def close(self) -> None:
        """Release the line."""
        self._lines.release()
