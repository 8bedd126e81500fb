"""How far each airing has come, kept in a small file: a power cut loses two seconds of it at most.

The director's thread only notes; a thread of its own writes, so that no disk keeps the air waiting.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.errors import StoreError
from broadcaster.core.state_files import Instant
from broadcaster.core.whole_files import write_bytes
from broadcaster.playout.desk.desk import Desk

BLOCK = 1024  # bytes: the least that a file takes on a disk
EVERY = 2  # seconds between two notes: a sentence is longer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringPosition:
    """The frame of its file that an airing had reached, and when."""

    frame: Annotated[int, Field(ge=0, lt=1 << 62)]
    at: Instant


_SHAPE = TypeAdapter(dict[str, AiringPosition])


class AiringProgress:
    """Call `look` every `EVERY` seconds on the director's thread; `read` is for the next process."""

    def __init__(self, state: Path) -> None:
        self._path = state / "on-air.json"
        self._lock = threading.Lock()
        self._open: dict[str, AiringPosition] = {}
        self._changed = threading.Event()
        self._ended = False
        self._left = False
        self._unkept = 0  # notes in a row that the disk did not take
        self._thread = threading.Thread(target=self._run, name="progress", daemon=True)

    def start(self) -> None:
        """Begin to write what is noted."""
        self._thread.start()

    def close(self) -> None:
        """Write the last note and end."""
        self._ended = True
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join(3)

    def look(self, desk: Desk, now: datetime) -> None:
        """Note where the desk's airings are; what is no longer among them has ended and is forgotten."""
        if self._left:
            return
        air = desk.on_air
        with self._lock:
            before = dict(self._open)
            cut = {w.item.id for w in desk.queue if w.cut_at is not None}
            self._open = {name: place for name, place in before.items() if name in cut}
            if air is not None and air.started:
                heard = max(now - air.at, timedelta()).total_seconds()
                frame = min(air.item.end_frame, air.start_frame + int(heard * air.item.rate))
                self._open[air.item.id] = AiringPosition(frame=frame, at=now)
            if self._open == before:
                return
        self._changed.set()

    def leave(self, desk: Desk, now: datetime) -> None:
        """The last look, before the station ends what is on air: the next process resumes from here."""
        self.look(desk, now)
        self._left = True

    def read(self) -> dict[str, AiringPosition]:
        """What the last process noted; nothing where the file is missing or damaged."""
        return state_files.load(self._path, _SHAPE) or {}

    def save(self) -> None:
        """Write what is noted; on the disk when this returns.

        Raises:
            StoreError: the folder cannot be written.
        """
        with self._lock:
            facts = {name: {"frame": p.frame, "at": p.at.isoformat()} for name, p in self._open.items()}
        data = json.dumps(facts).encode()
        try:
            write_bytes(self._path, data, durable=True)
        except StoreError as error:
            if error.code != "store.disk_full" or not _overwritten(self._path, data):
                raise

    def keep(self) -> None:
        """`save`; the log has a line when the disk begins not to take it, and one when it takes it again."""
        try:
            self.save()
        except StoreError:
            if not self._unkept:
                log.warning("how far the airing has come is not kept", exc_info=True)
            self._unkept += 1
            return
        if self._unkept:
            log.warning("how far the airing has come is kept again; it was not, %d times", self._unkept)
        self._unkept = 0

    def _run(self) -> None:
        while not self._ended:
            self._changed.wait()
            self._changed.clear()
            self.keep()


def _overwritten(path: Path, data: bytes) -> bool:
    """Write over the last note, within the block that it has on the disk; false where that cannot be.

    A power cut in that moment leaves no note, as there would be none without this.
    """
    if len(data) > BLOCK:
        return False
    try:
        with path.open("r+b", buffering=0) as file:
            file.write(data.ljust(os.fstat(file.fileno()).st_size))
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
