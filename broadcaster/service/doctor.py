"""Examines the machine and the station: each line is good, doubtful or bad, with what to do.

One check is one small function of `CHECKS`; it must not raise, change anything that lasts, or make
a sound on the loudspeakers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from broadcaster.clock import SystemClock
from broadcaster.errors import BroadcasterError
from broadcaster.journal import Journal
from broadcaster.playout.keying import open_keyer
from broadcaster.speech import engines
from broadcaster.speech.voices import FOLDER
from broadcaster.station.loading import load
from broadcaster.station.model import OutputKind, Settings
from broadcaster.station.problems import Severity
from broadcaster.text import explain

LOW_DISK, FULL_DISK = 1000, 100  # MB
WORDS = "kính thưa bà con."
PATIENCE = 5  # seconds for a program that is asked something


class Level(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the examination: a code of the catalogue and its facts."""

    level: Level
    code: str
    facts: dict[str, object] = field(default_factory=dict)


Check = Callable[[Path, Settings], Iterator[Finding]]


def examine(folder: Path) -> Iterator[Finding]:
    """Everything that can be looked at from here, in the order in which sound passes."""
    loaded = load(folder)
    errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
    if errors:
        yield _finding(Level.FAIL, "doctor.station_bad", count=len(errors))
    else:
        yield _finding(
            Level.OK, "doctor.station", count=len(loaded.station.messages) if loaded.station else 0
        )
    settings = loaded.station.settings if loaded.station else Settings(name="")
    for check in CHECKS:
        yield from check(folder, settings)


def _finding(level: Level, code: str, /, **facts: object) -> Finding:
    return Finding(level=level, code=code, facts=facts)


def _ffmpeg(_folder: Path, _settings: Settings) -> Iterator[Finding]:
    path = shutil.which("ffmpeg")
    if path:
        yield _finding(Level.OK, "doctor.ffmpeg", path=path)
    else:
        yield _finding(Level.FAIL, "doctor.no_ffmpeg")


def _speech(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Each engine that needs no network says a few words; the others are only named."""
    voices = settings.voices.get("default", {})
    for engine in engines(settings.speech.engines, voices=folder / FOLDER):
        if not engine.offline:
            yield _finding(Level.WARN, "doctor.engine_online", engine=engine.name)
            continue
        begun = time.monotonic()
        try:
            engine.synthesize(WORDS, voices.get(engine.name), settings.speech.rate)
        except BroadcasterError as error:
            yield _finding(Level.FAIL, "doctor.engine_bad", engine=engine.name, reason=explain(error))
        else:
            spent = round(1000 * (time.monotonic() - begun))
            yield _finding(Level.OK, "doctor.engine", engine=engine.name, spent=spent)
        finally:
            engine.close()


def _output(_folder: Path, settings: Settings) -> Iterator[Finding]:
    output = settings.output
    if output.kind is not OutputKind.DEVICE:
        yield _finding(Level.WARN, "doctor.output_silent", kind=str(output.kind))
        return
    # In a process of its own: a hung sound server would hang this one for good.
    asked = [sys.executable, "-m", "broadcaster.playout.outputs.probe", output.device]
    try:
        done = subprocess.run(asked, capture_output=True, timeout=PATIENCE, check=False, text=True)
    except subprocess.TimeoutExpired:
        yield _finding(Level.FAIL, "doctor.output_hung", device=output.device)
        return
    if done.returncode:
        yield _finding(Level.FAIL, "doctor.no_output", device=output.device)
    else:
        yield _finding(Level.OK, "doctor.output", device=output.device, name=done.stdout.strip())


def _keying(_folder: Path, settings: Settings) -> Iterator[Finding]:
    try:
        open_keyer(settings.keying.type)
    except BroadcasterError as error:
        yield _finding(Level.FAIL, "doctor.keying_bad", reason=explain(error))
    else:
        yield _finding(Level.OK, "doctor.keying", type=settings.keying.type)


def _clock(_folder: Path, settings: Settings) -> Iterator[Finding]:
    """Whether the system says that its clock follows the network's."""
    now = SystemClock().now().astimezone(settings.timezone)
    shown = f"{now:%H:%M:%S %d/%m/%Y}"
    try:
        asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
        done = subprocess.run(asked, capture_output=True, timeout=PATIENCE, check=False, text=True)
        synchronised = done.stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        synchronised = ""
    if synchronised == "yes":
        yield _finding(Level.OK, "doctor.clock", now=shown)
    else:
        code = "doctor.clock_unsynchronised" if synchronised == "no" else "doctor.clock_unknown"
        yield _finding(Level.WARN, code, now=shown)


def _disk(folder: Path, _settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(folder if folder.is_dir() else Path()).free // 1_000_000
    level = Level.FAIL if free < FULL_DISK else Level.WARN if free < LOW_DISK else Level.OK
    yield _finding(level, "doctor.disk" if level is Level.OK else "doctor.disk_low", free=free)
    for name in ("state", "audio_cache"):
        place = folder / name
        try:
            with tempfile.TemporaryFile(dir=place if place.exists() else folder):
                pass
        except OSError as error:
            reason = error.strerror or os.strerror(error.errno or 0)
            yield _finding(Level.FAIL, "doctor.not_writable", path=str(place), reason=reason)


def _journal(folder: Path, _settings: Settings) -> Iterator[Finding]:
    path = folder / "state" / "journal.db"
    if not path.exists():
        yield _finding(Level.OK, "doctor.journal_new")
        return
    try:
        with Journal.open(path, SystemClock()) as journal:
            found = journal.verify()
    except BroadcasterError as error:
        yield _finding(Level.FAIL, "doctor.journal_damaged", reason=explain(error))
        return
    if found.ok:
        yield _finding(Level.OK, "doctor.journal", rows=found.rows)
    else:
        yield _finding(Level.FAIL, "doctor.journal_broken", row=found.first_bad)


CHECKS: tuple[Check, ...] = (_ffmpeg, _speech, _output, _keying, _clock, _disk, _journal)
