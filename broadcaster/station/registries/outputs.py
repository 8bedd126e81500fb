"""The registry of outputs: where sound may go, as plain data.

`playout/outputs` has the module of each; `station/forms/sound.py` makes the forms. A kind that has
keys of its own is written as a mapping in which the first of them stands: `output: {pipe: /run/loudspeaker}`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputEntry:
    """One kind of output."""

    module: str  # in `playout/outputs`; it has `open_output(choice)`
    keys: type | None = None  # its own keys, which reach it as texts; None: those of `model/equipment.py`


OUTPUTS = {
    "device": OutputEntry(module="soundcard"),
    "file": OutputEntry(module="paced"),
    "none": OutputEntry(module="paced"),
}
