"""Notices when the files of a station have changed and are at rest again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from broadcaster.clock import Clock, SystemClock

_OWN_FOLDERS = ("state", "audio_cache", "voices", "out", "__pycache__")  # what the program itself writes
_LOGS = (".log", ".out", ".err", ".txt")
"""Endings of files beside station.yaml that are not the station's: a log is hardly ever at rest."""
UNREST = 15.0
"""Seconds after which what has changed is told though changes go on: one file that is written again and
again, or copied slowly, keeps nobody's edit out. What is half written then is a broken file like others."""
_POLL_MS = 100  # how long changes are gathered before they are counted as one


class _StationFiles(DefaultFilter):
    """Leaves out what the program writes itself, logs, hidden files and editors' drafts."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()

    def __call__(self, change: Change, path: str) -> bool:
        """True if a change at `path` may change the station."""
        try:
            parts = Path(path).relative_to(self._folder).parts
        except ValueError:
            return False
        if len(parts) == 1 and parts[0].endswith(_LOGS):
            return False
        if not parts or parts[0] in _OWN_FOLDERS or any(part.startswith((".", "#")) for part in parts):
            return False
        return not parts[-1].endswith(("~", ".tmp", ".part")) and super().__call__(change, path)


def changed(
    folder: Path,
    stop: threading.Event,
    *,
    quiet: float = 1.0,
    clock: Clock | None = None,
    again: threading.Event | None = None,
) -> Iterator[None]:
    """Yield when something has changed and nothing has for `quiet` seconds since, after `UNREST` at most.

    Args:
        folder: the station folder.
        stop: set it to end the iteration, within 0.5 s.
        quiet: seconds of rest; a copy that is under way should end before its files are read.
        clock: measures the rest; the computer's own by default.
        again: set it to have the files looked at although nothing has changed; it is cleared here.
    """
    ticking = clock or SystemClock()
    last_change: float | None = None
    begun = 0.0  # of the changes that nobody was told of
    ours = _StationFiles(folder)
    # The library does not filter: while all that it sees is left out, it tells of no rest either.
    changes = watch(
        folder.resolve(),
        watch_filter=None,
        debounce=_POLL_MS,
        step=_POLL_MS,
        rust_timeout=2 * _POLL_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=True,
        ignore_permission_denied=True,  # an audio_cache of another account must not hide an edit
    )
    for seen in changes:
        now = ticking.monotonic()
        if any(ours(change, path) for change, path in seen):
            begun = now if last_change is None else begun
            last_change = now
        if last_change is not None and (now - last_change >= quiet or now - begun >= UNREST):
            last_change = None
            yield
        elif last_change is None and again is not None and again.is_set():
            again.clear()
            yield
