"""secrets.yaml in a station's folder: read, and without what station.yaml asks for no more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from broadcaster.atomic import write_bytes
from broadcaster.errors import BroadcasterError
from broadcaster.station.declared import NOTHING
from broadcaster.station.editing.documents.document import bytes_in
from broadcaster.station.editing.secrets import asked_names, without_secrets
from broadcaster.station.loading.secrets import FILE

_log = logging.getLogger(__name__)


class SecretsFile:
    """The file of one station. Call what changes it under the editing lock.

    Args:
        folder: the station's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> bytes:
        """What it holds; nothing where there is none."""
        return bytes_in(self._folder, FILE) or b""

    def drop(self, file: str, before: bytes, after: bytes) -> Mapping[str, str]:
        """Remove what a file has asked for and asks for no more; what was removed, by its names.

        Only such names are removed: one that nothing ever asked for is not ours.
        """
        gone = asked_names(file, before) - asked_names(file, after)
        if not gone:
            return NOTHING
        try:
            left, texts = without_secrets(self.read(), gone)
            write_bytes(self._folder / FILE, left, durable=True)
        except BroadcasterError:  # what was asked for is done; these texts are used by nothing
            _log.warning("texts that nothing asks for any more stay in %s", FILE, exc_info=True)
            return NOTHING
        return texts
