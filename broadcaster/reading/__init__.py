"""Written Vietnamese → spoken words, with a trace and flags."""

from broadcaster.reading.engine import read
from broadcaster.reading.house import read_in, readings
from broadcaster.reading.model import Flag, Reading, Sentence, Span

__all__ = ["Flag", "Reading", "Sentence", "Span", "read", "read_in", "readings"]
