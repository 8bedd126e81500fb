"""Examines the machine and the station: each line is good, doubtful or bad, with what to do.

One check is one small function of `CHECKS`; it must not raise, change anything that lasts, or make
a sound on the loudspeakers. (`doctor_sound.loopback` is heard, and so is asked for apart.)
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, EngineMissing, phrase
from broadcaster.journal.log.journal import JOURNAL
from broadcaster.journal.log.verification import verdict, verify_file
from broadcaster.playout.links.contacts import open_input
from broadcaster.playout.links.keyers import keyings
from broadcaster.speech.engines.registry import EMBEDDED, open_engines
from broadcaster.speech.overview import outlook, rows
from broadcaster.speech.voices.pace import MOST_WORK
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.station.loading.loader import load
from broadcaster.station.model.keys import filled
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.keyings import KEYINGS, missing_extra
from broadcaster.station.yaml.problems import Severity
from broadcaster.upkeep.doctor import expiry as doctor_backup
from broadcaster.upkeep.doctor import expiry as doctor_console
from broadcaster.upkeep.doctor import machine as doctor_clock
from broadcaster.upkeep.doctor import machine as doctor_machine
from broadcaster.upkeep.doctor import notices as doctor_notices
from broadcaster.upkeep.doctor import people as doctor_people
from broadcaster.upkeep.doctor import sound as doctor_sound
from broadcaster.upkeep.doctor.finding import Finding, Grade

WORDS = "kính thưa bà con."
PATIENCE = 5  # seconds for a program that is asked something


Check = Callable[[Path, Settings], Iterator[Finding]]


def examine(folder: Path) -> Iterator[Finding]:
    """Everything that can be looked at from here, in the order in which sound passes."""
    loaded = load(folder)
    errors = [p for p in loaded.problems if p.severity is Severity.ERROR]
    if errors:
        yield _finding(Grade.FAIL, "doctor.station_bad", count=len(errors))
    else:
        yield _finding(
            Grade.OK, "doctor.station", count=len(loaded.station.messages) if loaded.station else 0
        )
    settings = loaded.station.settings if loaded.station else Settings(name="")
    for check in CHECKS:
        yield from check(folder, settings)


def _finding(level: Grade, code: str, /, **facts: object) -> Finding:
    return Finding(level=level, code=code, facts=facts)


def _ffmpeg(_folder: Path, _settings: Settings) -> Iterator[Finding]:
    path = shutil.which("ffmpeg")
    if path:
        yield _finding(Grade.OK, "doctor.ffmpeg", path=path)
    else:
        yield _finding(Grade.FAIL, "doctor.no_ffmpeg")


def _speech(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Which engine speaks; then each offline engine is tried with a few words, the others are only listed.

    One that is not installed is no fault where another speaks.
    """
    code, facts = outlook(settings, folder / FOLDER)
    yield _finding(Grade.WARN if code == "speech.outlook.plain" else Grade.OK, code, **facts)
    voices = settings.voices.get("default", {})
    for engine in open_engines(settings.speech.engines, settings, voices=folder / FOLDER):
        if not engine.offline:
            yield _finding(Grade.WARN, "doctor.engine_online", engine=engine.name)
            continue
        begun = time.monotonic()
        try:
            engine.synthesize(WORDS, voices.get(engine.name), settings.speech.rate)
        except EngineMissing as error:
            level = Grade.FAIL if engine.name == EMBEDDED else Grade.WARN
            yield _finding(level, "doctor.engine_missing", engine=engine.name, reason=phrase(error))
        except BroadcasterError as error:
            yield _finding(Grade.FAIL, "doctor.engine_bad", engine=engine.name, reason=phrase(error))
        else:
            spent = round(1000 * (time.monotonic() - begun))
            yield _finding(Grade.OK, "doctor.engine", engine=engine.name, spent=spent)
        finally:
            engine.close()
    for row in rows(Shelf(folder / FOLDER)):
        if row.work is not None and row.size is not None:  # the voice itself: its readers work as much
            slow = row.work > MOST_WORK
            code = "doctor.voice_slow" if slow else "doctor.voice_work"
            yield _finding(Grade.WARN if slow else Grade.OK, code, voice=row.label, work=row.work)


def _keying(_folder: Path, settings: Settings) -> Iterator[Finding]:
    """Whether each switch could be reached; none is touched, for that might key a transmitter."""
    switches = keyings(settings)
    if not switches:
        yield _finding(Grade.OK, "doctor.keying_by_hand")
    for name, keying in switches.items():
        about = f"{keying.type} ({name})" if name else keying.type
        extra = missing_extra(keying.type, keying.options)
        kind = KEYINGS[keying.type]
        place = filled(kind.keys, keying.options).get(kind.node, "")
        if extra is not None:
            yield _finding(Grade.FAIL, "doctor.keying_missing", type=about, extra=extra)
        elif place and not Path(place).exists():
            yield _finding(Grade.FAIL, "doctor.keying_no_device", type=about, path=place)
        elif place and not os.access(place, os.R_OK | os.W_OK):
            yield _finding(Grade.FAIL, "doctor.keying_no_right", type=about, path=place)
        else:
            yield _finding(Grade.OK, "doctor.keying", type=about)


def _journal(folder: Path, settings: Settings) -> Iterator[Finding]:
    try:
        found = verify_file(folder / "state" / JOURNAL, SystemClock())
    except BroadcasterError as error:
        yield _finding(Grade.FAIL, "doctor.journal_damaged", reason=phrase(error))
        return
    if found is None:
        yield _finding(Grade.OK, "doctor.journal_new")
    elif found.ok:
        yield _finding(Grade.OK, "doctor.journal", rows=found.rows)
    else:
        yield _finding(Grade.FAIL, "doctor.journal_broken", reason=verdict(found, settings.timezone))


def _contacts(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Each contact is looked at once."""
    for name, contact in settings.contacts.items():
        try:
            line = open_input(contact, folder)
            try:
                closed = line.closed()
            finally:
                line.close()
        except (OSError, ValueError, BroadcasterError) as error:
            reason = phrase(error) if isinstance(error, BroadcasterError) else str(error)
            yield _finding(Grade.FAIL, "doctor.contact_bad", contact=name, reason=reason)
            continue
        if closed:
            yield _finding(Grade.WARN, "doctor.contact_closed", contact=name)
        else:
            yield _finding(Grade.OK, "doctor.contact", contact=name, message=contact.message)


CHECKS: tuple[Check, ...] = (
    _ffmpeg,
    _speech,
    doctor_sound.output,
    doctor_sound.sound_server,
    _keying,
    _contacts,
    doctor_clock.clock,
    doctor_machine.battery_clock,
    doctor_machine.time_service,
    doctor_machine.zone,
    doctor_machine.mains,
    doctor_machine.disk,
    _journal,
    doctor_backup.backup,
    doctor_people.people,
    doctor_console.console,
    doctor_notices.notices,
    doctor_machine.boot,
    doctor_machine.program,
)
