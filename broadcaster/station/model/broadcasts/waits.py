"""A message that is known by name only, for want of a file that is whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Why a message is known by name only: the place of the first fault in its file, or there is no file."""

    file: str = ""  # "": there is none
    line: int = 0

    @property
    def place(self) -> str:
        """The place as it is shown to people."""
        return f"{self.file}:{self.line}" if self.file else ""
