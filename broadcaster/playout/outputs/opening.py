"""Finds the output that the station asks for. Each output is imported only when it is chosen."""

from __future__ import annotations

import importlib

from broadcaster.playout.outputs.protocol import Output, OutputChoice
from broadcaster.station.registries.outputs import OUTPUTS


def open_output(choice: OutputChoice) -> Output:
    """The output that `choice` names.

    Raises:
        OutputLost: the device cannot be opened.
        ValueError: unknown kind.
    """
    entry = OUTPUTS.get(choice.kind)
    if entry is None:
        raise ValueError(choice.kind)
    module = importlib.import_module(f"broadcaster.playout.outputs.{entry.module}")
    output: Output = module.open_output(choice)
    return output
