"""Finds the output that the station asks for. Each output is imported only when it is chosen.

To add one: write its module beside this one, with a class that has the methods of `Output`, and name
it in `open_output`.
"""

from __future__ import annotations

from broadcaster.playout.outputs.protocol import Output, OutputChoice


def open_output(choice: OutputChoice) -> Output:
    """The output that `choice` names.

    Raises:
        OutputLost: the device cannot be opened.
        ValueError: unknown kind.
    """
    if choice.kind == "device":
        from broadcaster.playout.outputs.soundcard import SoundCard

        return SoundCard(choice)
    from broadcaster.playout.outputs.paced import HurriedFiles, Nowhere, WavFiles

    if choice.kind == "file":
        return HurriedFiles(choice) if choice.hurried else WavFiles(choice)
    if choice.kind == "none":
        return Nowhere(choice)
    raise ValueError(choice.kind)
