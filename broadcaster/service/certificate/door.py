"""What the station knows of its web console: where it is open, and with what certificate."""

from __future__ import annotations

from pathlib import Path

from broadcaster.errors import Phrase
from broadcaster.service.certificate.file import CertificateFile


class ConsoleDoor:
    """Filled by the console, shown in `status`. From any thread.

    Args:
        state: the station's own folder.
    """

    def __init__(self, state: Path) -> None:
        self.certificate = CertificateFile(state)
        self.addresses: tuple[str, ...] = ()
        """Where a browser finds the console: first at the station's own screen; empty where it is closed."""
        self.refused: Phrase | None = None
        """Why the address of station.yaml is not open; None if it is."""
