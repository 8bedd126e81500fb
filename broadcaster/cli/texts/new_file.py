"""Write a draft into a file that does not exist yet."""

from __future__ import annotations

from pathlib import Path

from broadcaster.cli.terminal.options import who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import LettersError
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.editing.documents import Documents, is_editable


def write_new(folder: Path, output: Path, text: str) -> None:
    """Write a file that does not exist yet; one of the station's own gets into its history.

    Args:
        text: what stands in it. It may still have errors: a draft is there to be mended.

    Raises:
        LettersError: somebody has written it meanwhile.
        StoreError: the disk takes nothing.
    """

    try:
        file = output.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        file = ""
    if not is_editable(file):
        write_bytes(output, text.encode(), durable=True, shared=True)
        return

    def edit(before: str) -> str:
        if before:
            raise LettersError("letter.exists", file=str(output))
        return text

    Documents(folder, SystemClock()).change(file, edit, by=who())
