"""The director: the one thread that owns the desk, carries its orders out and keeps the faults met."""

from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import Fault, as_fault
from broadcaster.playout.director.recorder import Recorder

__all__ = ["Director", "Fault", "Recorder", "as_fault"]
