"""Watches the station's files, and has a change taken once the files are at rest again."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import BroadcasterError, FaultSink, ServiceError, StoreError
from broadcaster.core.text.forms import nfc
from broadcaster.playout.director.faults import as_fault
from broadcaster.station.acceptance.intake import Intake
from broadcaster.station.loading.sources import FileFault, FolderSource
from broadcaster.station.model.keys import MINUTE
from broadcaster.station.model.names import is_id

_OWN_FOLDERS = ("state", "audio_cache", "voices", "out", "__pycache__")  # what the program itself writes
_LOGS = (".log", ".out", ".err", ".txt")
"""Endings of files beside station.yaml that are not the station's: a log is hardly ever at rest."""
UNREST = 15.0
"""Seconds after which what has changed is told though changes go on: one file that is written again and
again, or copied slowly, keeps nobody's edit out. What is half written then is a broken file like others."""
OFTEN = 3  # times in a minute that a change of what all texts share is told at once
LONG_REST = 5.0
"""Seconds of rest that such a change then needs: after it every programme and every siren is made anew."""
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

    def shared(self, path: str) -> bool:
        """True for station.yaml and what lies beside it: all texts of the station may be made of it."""
        return Path(path).parent == self._folder


def changed(
    folder: Path,
    stop: threading.Event,
    *,
    quiet: float = 1.0,
    clock: Clock | None = None,
    again: threading.Event | None = None,
    at_once: threading.Event | None = None,
    missed: bool = False,
) -> Iterator[None]:
    """Yield when something has changed and nothing has for `quiet` seconds since, after `UNREST` at most.

    What all texts share, and changes again and again, must rest for longer.

    Args:
        stop: set it to end the iteration, within 0.5 s.
        quiet: seconds of rest; a copy that is under way should end before its files are read.
        clock: measures the rest; the computer's own by default.
        again: set it to have the files looked at although nothing has changed; it is cleared here.
        at_once: the same, and what is changing is not waited for.
        missed: something may have changed already.
    """
    ticking = clock or SystemClock()
    begun = ticking.monotonic()  # of the changes that nobody was told of
    last_change: float | None = begun if missed else None
    shared = False  # one of them is of what all texts share
    told: deque[float] = deque(maxlen=OFTEN)  # when such changes were told
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
            shared |= any(ours.shared(path) for change, path in seen if ours(change, path))
        hurried = False
        if at_once is not None and at_once.is_set():
            hurried = True
            at_once.clear()
        often = shared and len(told) == OFTEN and now - told[0] < MINUTE
        rest = max(quiet, LONG_REST) if often else quiet
        rested = last_change is not None and (now - last_change >= rest or now - begun >= UNREST)
        if hurried or rested:
            if shared:
                told.append(now)
            last_change, shared = None, False
            yield
        elif last_change is None and again is not None and again.is_set():
            again.clear()
            yield


NOTICED = 3.0  # seconds after which a change that the system did not report is looked for
AGAIN = 10.0  # seconds until files that cannot be watched are looked at, and watching is tried again

log = logging.getLogger(__name__)


class Follower:
    """Takes the files a second after their last change, on a thread of its own."""

    def __init__(
        self, folder: Path, take: Callable[[], Intake], taken: Callable[[Intake], None], faults: FaultSink
    ) -> None:
        self._folder = folder
        self._take_files = take
        self._taken = taken
        self._faults = faults
        self._owed = False
        self._seen: Mapping[str, str] = {}
        self._looked = threading.Condition()
        self._again = threading.Event()
        self._at_once = threading.Event()
        self._blind = False  # the files cannot be watched
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)

    def start(self, *, seen: Mapping[str, str] | None = None, owed: bool = False) -> None:
        """Begin to follow.

        Args:
            seen: the files that were looked at so far, as `Intake` has them.
            owed: the files as they are could not be kept on the disk so far.
        """
        self._owed = owed
        self._seen = seen or {}
        self._thread.start()

    def retry(self) -> None:
        """The disk takes files again: what it kept from being taken is taken now."""
        if self._owed:
            self._again.set()

    def hurry(self) -> None:
        """Take what a person has just changed by this program: it is whole, and they wait for it."""
        self._at_once.set()

    def await_message(self, name: str, seconds: float) -> bool:
        """Wait until a message's file was looked at as it is now; false if it was not within `seconds`.

        From any thread but the director's. What was looked at is not always taken: see the problems.
        """
        file = f"messages/{nfc(name)}.yaml"
        if not is_id(nfc(name)):
            return True
        with self._looked:
            noticed = 0.0 if self._blind else min(seconds, NOTICED)
            if self._looked.wait_for(lambda: self._is_seen(file), noticed):
                return True
            # A system that is out of watches, or a network share, reports no change.
            self._again.set()
            return self._looked.wait_for(lambda: self._is_seen(file), max(0.0, seconds - noticed))

    def _is_seen(self, file: str) -> bool:
        try:
            raw = FolderSource(self._folder).read(file)
        except FileFault:
            return file not in self._seen
        return self._seen.get(file) == hashlib.sha256(raw).hexdigest()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._again.set()
        self._thread.join(3)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                told = changed(
                    self._folder, self._stop, again=self._again, at_once=self._at_once, missed=self._blind
                )
                for _ in told:
                    self._blind = False
                    self._take()
            except Exception as error:
                # The system may be out of watches, or somebody wrote a name that is no text. Edits are taken.
                log.exception("watching the station's files")
                self._blind = True
                self._faults.report(ServiceError("service.not_watching", reason=str(error)))
                self._again.wait(AGAIN)
                self._again.clear()
                if not self._stop.is_set():
                    self._take()

    def _take(self) -> None:
        try:
            taken = self._take_files()
            self._taken(taken)
            self._owed = False
        except (BroadcasterError, TimeoutError) as error:
            self._owed = isinstance(error, StoreError)
            log.exception("the changed station could not be taken; the old one goes on")
            self._faults.report(as_fault(error))
            return
        with self._looked:
            self._seen = taken.seen
            self._looked.notify_all()
