"""What is doubtful about a span: the readings it may have, and where a person settles it."""

from broadcaster.reading.doubts.declared import DOUBTS, Doubt, judged

__all__ = ["DOUBTS", "Doubt", "judged"]
