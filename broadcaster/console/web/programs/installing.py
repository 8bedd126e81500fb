"""Installs a voice while the page shows how far it is. One at a time; what breaks off goes on from there."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from broadcaster.clock import SystemClock
from broadcaster.errors import BroadcasterError, VoiceError
from broadcaster.speech.voices import Offer, Shelf
from broadcaster.speech.voices import install as installing
from broadcaster.text import explain, speaking
from broadcaster.text import language as spoken

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an installation is."""

    name: str
    done: int  # bytes
    size: int
    fault: str = ""
    over: bool = False

    @property
    def part(self) -> int:
        """Hundredths that are here."""
        return 100 * self.done // max(1, self.size)


class Installing:
    """From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: Progress | None = None

    @property
    def now(self) -> Progress | None:
        """The installation that is under way, or was the last one."""
        return self._now

    def begin(self, shelf: Shelf, offer: Offer) -> None:
        """Install a voice on a thread of its own.

        Raises:
            VoiceError: another one is under way.
        """
        with self._lock:
            if self._now is not None and not self._now.over:
                raise VoiceError("voices.busy", name=self._now.name)
            self._now = Progress(name=offer.name, done=0, size=offer.size)
        wanted = spoken()
        threading.Thread(target=self._run, args=(shelf, offer, wanted), name="voice", daemon=True).start()

    def _run(self, shelf: Shelf, offer: Offer, language: str) -> None:
        from broadcaster.speech.voices.download import Downloader

        downloader, fault = Downloader(), ""
        try:
            installing.from_network(shelf, offer, downloader, SystemClock(), self._advance)
        except BroadcasterError as error:
            with speaking(language):  # type: ignore[arg-type]
                fault = explain(error)
        except Exception:
            log.exception("a voice is not installed")
            fault = "?"
        finally:
            downloader.close()
            now = self._now
            done = 0 if now is None else now.done
            self._now = Progress(name=offer.name, done=done, size=offer.size, fault=fault, over=True)

    def _advance(self, done: int, total: int) -> None:
        now = self._now
        if now is not None:
            self._now = Progress(name=now.name, done=done, size=max(total, 1))
