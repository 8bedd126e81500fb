"""Giọng đọc: which voices there are, the same sentence in each, the one that reads.

Also a voice installed while the page shows how far it is, and the question of a new station: which voice is
to read. It stands on Hôm nay until somebody who may has answered it; the answer is a line of station.yaml.
"""

from __future__ import annotations

import logging
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.api.transport.workers import join
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, VoiceError
from broadcaster.core.text.catalogue import explain, say, speaking
from broadcaster.core.text.catalogue import language as spoken
from broadcaster.people.roles.model import Action
from broadcaster.speech.overview import VoiceRow, rows
from broadcaster.speech.sent import sent_by
from broadcaster.speech.voices import installation as installing
from broadcaster.speech.voices.catalogue import Offer, offers_of
from broadcaster.speech.voices.download import Downloader
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.station.editing.document import etag_of
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.settings import asked, free_name
from broadcaster.station.editing.voice_choice import is_chosen, with_engines, with_voice
from broadcaster.station.loading.secrets import for_host
from broadcaster.station.rules.engines import forbidden
from broadcaster.station.yaml.entries import put
from broadcaster.web.drawing.file_text import fault_told
from broadcaster.web.drawing.render import page
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import TRYING, run_command
from broadcaster.web.site.shell import Shell, Undo, visitor_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallProgress:
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
        self._now: InstallProgress | None = None

    @property
    def now(self) -> InstallProgress | None:
        """The installation that is under way, or was the last one."""
        return self._now

    def begin(self, shelf: Shelf, offer: Offer) -> None:
        """Install a voice on a thread of its own. Raises VoiceError: another one is under way."""
        with self._lock:
            if self._now is not None and not self._now.over:
                raise VoiceError("voices.busy", name=self._now.name)
            self._now = InstallProgress(name=offer.name, done=0, size=offer.size)
        wanted = spoken()
        threading.Thread(target=self._run, args=(shelf, offer, wanted), name="voice", daemon=True).start()

    def _run(self, shelf: Shelf, offer: Offer, language: str) -> None:

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
            self._now = InstallProgress(name=offer.name, done=done, size=offer.size, fault=fault, over=True)

    def _advance(self, done: int, total: int) -> None:
        now = self._now
        if now is not None:
            self._now = InstallProgress(name=now.name, done=done, size=max(total, 1))


Label = Annotated[str, Form(max_length=100)]
Secret = Annotated[str, Form(max_length=1000)]
Words = Annotated[str, Form(max_length=300)]
FILE = "station.yaml"
PATIENCE = 60.0  # seconds for a sentence
HERE = ("installed", "near", "online", "built_in")
"""States of voices that speak as they are, the clear ones first."""

REFUSED = 409
WAV = "audio/wav"


class VoicesPage:
    """The page, and what its buttons work with."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.folder = shell.station.access.folder
        self.shelf = Shelf(self.folder / FOLDER)
        self.installing = Installing()
        self.files = Documents(self.folder, shell.station.loaded.clock)

    def shown(self, request: Request, fault: str = "") -> Response:
        """The page, with a fault."""
        station = self.shell.station.station
        settings, found = station.settings, self.rows()
        counts = sent_by(station.root, settings).counts()
        own = settings.voices.get("default", {})
        first = settings.speech.engines[0]
        named = own.get(first)
        reads = [each.label for each in found if each.name == named and _reads(each, first, named)]
        reads = reads or [each.label for each in found if _reads(each, first, named)]
        values = {
            "ready": self._ready(found),
            "addable": [each for each in found if each.state not in HERE],
            "first": first,
            "own": own,
            "reads": reads if first in own else reads[:1],  # an engine takes its first voice by itself
            "sent": {
                name: (count, access.limit if (access := settings.services.get(name)) else None)
                for name, count in counts.items()
            },
            "installing": self.installing.now,
            "fault": fault,
        }
        return self.shell.page(request, "voices", values, status=REFUSED if fault else 200)

    def rows(self) -> list[VoiceRow]:
        """Every voice of the station that airs."""
        return rows(self.shelf, self.shell.station.station.settings)

    def _ready(self, found: Sequence[VoiceRow]) -> list[VoiceRow]:
        """Those that speak as they are and may be asked, the clear ones first."""
        barred = forbidden(self.shell.station.station.settings)
        ready = (each for each in found if each.state in HERE and each.engine not in barred)
        return sorted(ready, key=lambda each: HERE.index(each.state))

    def question(self, request: Request) -> Response:
        """Which voice is to read, as a part of Hôm nay; nothing once that is answered."""
        if is_chosen(self.files.read(FILE).text):
            return Response()
        found = self.rows()
        ready = self._ready(found)
        values = {"ready": ready, "more": len(found) - len(ready), "sent": {}}
        return page("voices_first", {**self.shell.common(request, "voices"), **values})

    def keyed(self, request: Request, row: VoiceRow, key: str) -> Response:
        """Keep the key of a service for the host that was shown; it is shown nowhere again."""
        by, seen = visitor_of(request).caller.shown, self.files.read(FILE)
        name = free_name(f"services-{row.engine}", self.files.secret_names())
        path = ("services", row.engine)
        text = put(put(seen.text, (*path, "api_key"), asked(name)), (*path, "host"), row.host)
        self.files.write(FILE, text, etag=seen.etag, by=by, secrets={name: for_host(key, row.host)})
        return self.shell.done(request, "/voices", say("console.done.key", name=row.maker))

    def chosen(self, request: Request, row: VoiceRow | None, *, first: bool = False) -> Response:
        """Write that a voice reads everything that names none, with the way back.

        Args:
            row: the voice; None for those that read now.
            first: as the answer to the question, which is answered once.

        Raises:
            VoiceError: somebody has answered it meanwhile.
            BadStation, StationError, StoreError: as `Documents.change`.
        """
        by, settings = visitor_of(request).caller.shown, self.shell.station.station.settings
        barred = forbidden(settings)
        engines = [each for each in settings.speech.engines if each not in barred] or settings.speech.engines
        before = ""

        def edited(text: str) -> str:
            nonlocal before
            before = etag_of(text.encode())
            if first and is_chosen(text):
                raise VoiceError("voices.answered")
            if row is None:
                return with_engines(text, engines)
            return with_voice(text, row.engine, row.name, engines)

        saved = self.files.change(FILE, edited, by=by, checked=True)
        home = "/setup" if self.shell.station.first_start.on else "/"
        back = home if first else "/voices"
        if row is None:
            return self.shell.done(request, back, say("console.done.voice_stays"))
        undo = Undo(path="/settings/restore", fields={"etag": saved.etag, "before": before})
        now = self.shell.station.station.settings
        # Whether it is the one that was accepted before is not known yet.
        waits = now.service(row.engine) is not None and row.engine not in now.speech.engines
        told = "console.done.voice_waits" if waits else "console.done.voice"
        return self.shell.done(request, back, say(told, name=row.name), undo=undo)


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, trying, place = Pages(shell), Pages(shell, TRYING), VoicesPage(shell)

    @made.get("/voices", needs=Action.LOOK)
    def show(request: Request) -> Response:
        return place.shown(request)

    @made.get("/voices/installing", needs=Action.LOOK)
    def progress(request: Request) -> Response:
        """How far the installation is."""
        return page("installing", {"installing": place.installing.now})

    @trying.post("/voices/hear", needs=Action.REHEARSE)
    def hear(request: Request, voice: Label, text: Words) -> Response:
        """A sentence in one voice, for the browser; nothing airs."""
        return Response(_said(place.folder, voice, text), media_type=WAV)

    @made.post("/voices/install", needs=Action.STATION)
    def install(request: Request, voice: Label) -> Response:
        offers = offers_of(place.shelf.folder)
        try:
            if voice not in offers:
                raise VoiceError("voices.unknown_offer", name=voice, known=", ".join(offers))
            place.installing.begin(place.shelf, offers[voice])
        except BroadcasterError as error:
            return place.shown(request, explain(error))
        return shell.done(request, "/voices", say("console.done.installing", name=voice))

    @made.post("/voices/key", needs=Action.STATION)
    def key(request: Request, voice: Label, host: Label, secret: Secret) -> Response:
        """Enter the key of a service; only for the host that the page has shown."""
        found = (each for each in place.rows() if each.label == voice and each.keyed and each.host == host)
        row = next(found, None)
        try:
            if row is None:
                raise VoiceError("voices.unknown_offer", name=voice, known="")
            return place.keyed(request, row, secret.strip())
        except BroadcasterError as error:
            return place.shown(request, fault_told(error))

    @made.get("/voices/first", needs=Action.STATION)
    def question(request: Request) -> Response:
        return place.question(request)

    @made.post("/voices/choose", needs=Action.STATION)
    def choose(request: Request, voice: Label = "", first: Annotated[bool, Form()] = False) -> Response:
        """Let a voice read everything that names none; as the answer to the question, "" keeps what reads."""
        found = (each for each in place.rows() if each.label == voice and each.state in HERE)
        row = next(found, None)
        try:
            if row is None and not (first and not voice):
                raise VoiceError("voices.unknown_offer", name=voice, known="")
            return place.chosen(request, row, first=first)
        except BroadcasterError as error:
            return place.shown(request, fault_told(error))

    join(made.router, trying.router)
    return made.router


def _reads(row: VoiceRow, engine: str, own: str | None) -> bool:
    """True for the voice that reads what names none."""
    return (
        row.engine == engine
        and row.state in HERE
        and (own is None or row.name in (own, own.partition("+")[0]))
    )


def _said(folder: Path, voice: str, text: str) -> bytes:
    """A sentence as WAV, made in a program of its own: an engine may crash and brings its memory along.

    Raises:
        VoiceError: it does not speak.
    """
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as place:
        target = Path(place) / "voice.wav"
        try:
            done = run_command(
                folder, "voices", "try", "-o", str(target), "--", voice, text, patience=PATIENCE
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise VoiceError("voices.not_heard", name=voice, reason=str(error)) from error
        if done.returncode != 0 or not target.is_file():
            lines = done.stderr.strip().splitlines()
            reason = lines[-1].removeprefix(say("common.failed", text="")) if lines else ""
            raise VoiceError("voices.not_heard", name=voice, reason=reason)
        return target.read_bytes()
