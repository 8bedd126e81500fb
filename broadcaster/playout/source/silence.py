"""Notices that a source has gone silent, which a broken transmitter line looks like."""

from __future__ import annotations

LEVEL = -50.0  # dBFS: below the noise of a studio, above that of a cable


class Silence:
    """Counts the seconds without sound.

    Args:
        limit: seconds of silence in a row that are too much.
    """

    def __init__(self, limit: float) -> None:
        self.total = 0.0  # seconds of silence in all
        self._limit = limit
        self.lasting = 0.0  # seconds of it in a row
        self._power = 10 ** (LEVEL / 10)

    def hear(self, power: float, seconds: float) -> bool:
        """Take one more block; true if it has been silent for too long.

        Args:
            power: mean square, full scale 1.0; 0 where nothing came.
            seconds: length of the block.
        """
        if power > self._power:
            self.lasting = 0.0
            return False
        self.total += seconds
        self.lasting += seconds
        return self.lasting > self._limit
