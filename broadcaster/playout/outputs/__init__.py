"""Outputs: what pulls blocks of sound from the air and plays or keeps them, one module for each kind."""

from broadcaster.playout.outputs.opening import open_output
from broadcaster.playout.outputs.protocol import Output, OutputChoice, OutputLost

__all__ = ["Output", "OutputChoice", "OutputLost", "open_output"]
