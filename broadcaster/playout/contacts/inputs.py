"""Contact inputs: a line that a button or sensor closes. A driver only reads it; `press` judges."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from broadcaster.station.declared import filled
from broadcaster.station.model.equipment.contact import Contact
from broadcaster.station.registries.contacts import CONTACTS


class Input(Protocol):
    """One line. May block or fail; it is looked at on a thread of its own."""

    def closed(self) -> bool:
        """True while the contact is closed.

        Raises:
            OSError: the line cannot be read.
        """

    def close(self) -> None:
        """Let go of the line."""


def open_input(contact: Contact, root: Path) -> Input:
    """The input of a contact.

    Args:
        contact: as station.yaml has it.
        root: the station's folder, for relative paths.

    Raises:
        PlayoutError: its library is not installed.
        OSError: the line cannot be opened.
    """
    options = filled(CONTACTS[contact.type], contact.options)
    if contact.type == "gpio":
        from broadcaster.playout.contacts.gpio import GpioInput

        return GpioInput(options["chip"], int(options["line"]), low=options["active"] == "low")
    if contact.type == "serial":
        from broadcaster.playout.contacts.serial_line import SerialInput

        return SerialInput(options["port"], options["line"])
    return FileInput(root / options["path"])


class FileInput:
    """Closed while a file exists: the fake that ships, and an interface for simple programs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def closed(self) -> bool:
        """True while the file is there."""
        return self._path.exists()

    def close(self) -> None:
        """Nothing is held."""
