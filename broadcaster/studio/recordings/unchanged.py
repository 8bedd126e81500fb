"""A recording is heard only as it was taken: its digest is what was approved."""

from __future__ import annotations

from pathlib import Path

from broadcaster.atomic import sha256_file
from broadcaster.errors import StudioError
from broadcaster.station.model import Recording


def unchanged(recording: Recording) -> Path:
    """The path of a recording whose bytes are those that the station took; a missing file is found later.

    Raises:
        StudioError: other bytes are there now.
    """
    try:
        same = sha256_file(recording.path) == recording.sha256
    except OSError:
        return recording.path  # whoever decodes it says what is wrong
    if not same:
        raise StudioError("studio.recording_changed", path=recording.name)
    return recording.path
