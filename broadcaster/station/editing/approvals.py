"""The files under approvals/: one for each approved message, written by the program."""

from __future__ import annotations

import json
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.station.model import Approval
from broadcaster.text import say


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
    # A JSON text is a YAML text too, so nothing in a name can be taken for syntax.
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()]
    path = folder / "approvals" / f"{approval.message}.yaml"
    write_bytes(
        path, f"# {say('station.approval_note')}\n{''.join(lines)}".encode(), durable=True, shared=True
    )
    return path
