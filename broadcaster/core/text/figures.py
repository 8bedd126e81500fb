"""Numbers as people read them: the one place where a figure gets its decimal mark and its unit.

A text of the catalogue names a fact as `{loudness:.1f}`, or with one of these words in place of a
format: `{level:n}` (a plain number), `{free:MB}` (megabytes), `{spent:ms}` (milliseconds),
`{heard:s}` (seconds), `{length:span}` (seconds as minutes and seconds). With them a number that comes
as a text, as in a row of the journal, is a number too. Vietnamese writes a decimal comma and its units
in words, English a point and the short sign. `{limit!r}` keeps the point of a value that is to be typed
into a file.
"""

from __future__ import annotations

import string
from typing import Any

_GIGABYTE = 1000  # megabytes
_SECOND = 1000  # milliseconds
_DIGITS = 3  # after the mark where a text asks for no format
_UNITS = ("n", "MB", "ms", "s", "span")


class Filler(string.Formatter):
    """Fills the texts of one language.

    Args:
        mark: stands before the decimals.
        minute, second, millisecond: the words for them.
    """

    def __init__(self, mark: str, minute: str, second: str, millisecond: str) -> None:
        super().__init__()
        self._mark = mark
        self._minute = minute
        self._second = second
        self._millisecond = millisecond

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - as Formatter's
        """One fact as it is shown; where a number is wanted and none is known (`?`), what is there.

        Raises:
            ValueError: the format does not suit the value.
        """
        if format_spec in _UNITS:
            try:
                return self._measure(float(value), format_spec)
            except ValueError:
                return str(value)
        if isinstance(value, float):
            return self.number(value, format_spec)
        return str(super().format_field(value, format_spec))

    def number(self, value: float, form: str = "") -> str:
        """A number, by a format of Python's or with at most three decimals."""
        if form:
            return format(value, form).replace(".", self._mark)
        shown = f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
        return "0" if shown == "-0" else shown.replace(".", self._mark)

    def size(self, megabytes: float) -> str:
        """Room on a disk: 512 MB, 79,5 GB."""
        if megabytes < _GIGABYTE:
            return f"{megabytes:.0f} MB"
        return f"{self.number(megabytes / _GIGABYTE, '.1f')} GB"

    def length(self, seconds: float) -> str:
        """A length of time: 35 mili giây, 1,2 giây."""
        if 0 < abs(seconds) < 1:
            spent = seconds * _SECOND
            return f"{self.number(round(spent, 1 if abs(spent) >= 1 else _DIGITS))} {self._millisecond}"
        return f"{self.number(round(seconds, 1))} {self._second}"

    def span(self, seconds: float) -> str:
        """A length to the second: 2 phút 43 giây, 45 giây."""
        minutes, rest = divmod(max(0, round(seconds)), 60)
        parts = [f"{minutes} {self._minute}"] * (minutes > 0) + [f"{rest} {self._second}"] * (
            rest > 0 or not minutes
        )
        return " ".join(parts)

    def _measure(self, value: float, unit: str) -> str:
        if unit == "MB":
            return self.size(value)
        if unit == "n":
            return self.number(value)
        if unit == "span":
            return self.span(value)
        return self.length(value / _SECOND if unit == "ms" else value)


VIETNAMESE = Filler(",", "phút", "giây", "mili giây")
ENGLISH = Filler(".", "min", "s", "ms")
