"""The files under approvals/: a readable copy of each approval, written by the program.

What counts is the row of the journal that a copy names.
"""

from __future__ import annotations

import json
from pathlib import Path

from broadcaster.core.confined_files import held
from broadcaster.core.text.catalogue import say
from broadcaster.core.whole_files import store_error, write_bytes
from broadcaster.station.model.regulation import Approval


def path_of(folder: Path, message: str) -> Path:
    """The copy of the approval of a message."""
    return folder / "approvals" / f"{message}.yaml"


def write(folder: Path, approval: Approval) -> Path:
    """Keep `approval` in the station `folder`, in place of an older one of the same message.

    Returns:
        The file, whole on disk: a power cut right after does not take the approval away.

    Raises:
        StoreError: the folder cannot be written.
    """
    values = {
        "message": approval.message,
        "words_digest": approval.words_digest,
        "by": approval.by,
        "at": approval.at.isoformat(timespec="seconds"),
    }
    if approval.sound_digest is not None:
        values["sound_digest"] = approval.sound_digest
    if approval.written_digest is not None:
        values["written_digest"] = approval.written_digest
    if approval.row is not None and approval.row_hash is not None:
        values |= {"row": str(approval.row), "row_hash": approval.row_hash}
    # A JSON text is a YAML text too, so nothing in a name can be taken for syntax.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    path = path_of(folder, approval.message)
    content = f"# {say('station.approval_note')}\n{''.join(lines)}".encode()
    try:
        with held(folder, path.parent.relative_to(folder).as_posix(), make=True) as place:
            write_bytes(place / path.name, content, durable=True, shared=True)
    except OSError as error:  # such as a link
        raise store_error(path, error) from error
    return path
