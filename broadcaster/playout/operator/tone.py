"""The test tone of a zone: three seconds, low, keyed as an airing is, journalled as maintenance.

It is a sound for whoever stands at the loudspeakers, and disturbs nobody: it waits for nothing, and nothing
waits for it.
"""

from __future__ import annotations

import io
import math
import wave
from array import array
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import sha256_file, store_error, write_bytes
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.rows.names import TONE
from broadcaster.playout.desk.request import Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskTest, known_zones
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.message import Message, Play
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.script.excerpt import without_ends
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status

FILE_NAME = "test-tone.wav"
LENGTH = 3.0  # seconds
PITCH = 440  # Hz: above what horn loudspeakers are spared, and easy to tell from speech
LOWER = 12.0  # LU below the station's loudness
LEAST = -40.0  # LUFS: the station's own may be low already
WAIT = timedelta(seconds=1)
"""What goes on the air in the very moment of asking goes first, and the tone is missed."""

BUSY = Refusal(code="playout.tone_busy")
SOON = Refusal(code="playout.tone_soon")
APART = timedelta(seconds=10)
"""How long before a planned airing the tone must be over."""

_RATE = 24000  # Hz, the station's usual
_LEVEL = 8000  # of 32768: the mastering sets the loudness
_FADE = 0.05  # seconds at each end


def zone_tone(station: Station, ask: AskTest, by: Requester, *, state: Path) -> ManualRequest:
    """The tone in a zone, or in all, as maintenance.

    Args:
        state: the folder in which the tone's file is kept.

    Raises:
        ServiceError: there is no such zone.
        StoreError: the file cannot be written.
    """
    wanted = known_zones(station, () if ask.zone is None else (ask.zone,))
    recording = _recording(state / FILE_NAME)
    quiet = without_ends(station)
    sound = quiet.settings.sound
    sound = replace(sound, loudness=max(LEAST, sound.loudness - LOWER))
    own = replace(
        quiet,
        settings=replace(quiet.settings, sound=sound),
        recordings={**station.recordings, recording.name: recording},
    )
    message = Message(id=TONE, title="", parts=(Play(recording=recording.name),), repeat=1)
    terms = Terms(kind=AiringKind.MAINTENANCE, by=by, zones=wanted, wait=WAIT)
    return ManualRequest(message=message, station=own, terms=terms)


def until(now: datetime, keying: Keying) -> datetime:
    """Before when no airing may be planned if the tone is asked for now."""
    return now + timedelta(seconds=keying.lead + LENGTH + keying.tail) + APART


def why_not(idle: bool, planned: Iterable[Occurrence]) -> Refusal | None:
    """Why the tone may not sound now; None if it may, as far as the desk and the plan know.

    Args:
        idle: nothing is on the air, waits, or is still keyed.
        planned: what is planned for the next moments; see `until`.
    """
    if not idle:
        return BUSY
    return SOON if any(each.status is Status.PLANNED for each in planned) else None


def samples() -> bytes:
    """The tone as a WAV file."""
    fade = round(_FADE * _RATE)
    count = round(LENGTH * _RATE)
    tone = array("h")
    for index in range(count):
        edge = min(1.0, index / fade, (count - 1 - index) / fade)
        swell = 0.5 - 0.5 * math.cos(math.pi * edge)
        tone.append(round(_LEVEL * swell * math.sin(2 * math.pi * PITCH * index / _RATE)))
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(tone.itemsize)
        file.setframerate(_RATE)
        file.writeframes(tone.tobytes())
    return made.getvalue()


def _recording(path: Path) -> Recording:
    """The tone's file, made anew where it is not as it should be."""
    data = samples()
    try:
        if not path.is_file() or path.read_bytes() != data:
            write_bytes(path, data)
        return Recording(name=TONE, path=path, sha256=sha256_file(path))
    except StoreError:
        raise
    except OSError as error:
        raise store_error(path, error) from error
