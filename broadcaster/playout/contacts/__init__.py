"""Contact inputs: reads the lines that buttons and sensors close, and judges when one was pressed."""

from broadcaster.playout.contacts.inputs import FileInput, Input, open_input

__all__ = ["FileInput", "Input", "open_input"]
