"""Written Vietnamese → spoken words, with a trace and flags."""

from broadcaster.reading.engine import read
from broadcaster.reading.model import Flag, Reading, Remedy, Sentence, Span
from broadcaster.reading.station_texts import read_in, readings

__all__ = ["Flag", "Reading", "Remedy", "Sentence", "Span", "read", "read_in", "readings"]
