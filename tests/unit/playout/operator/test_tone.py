"""The test tone of a zone: low, short, and in nobody's way."""

from __future__ import annotations

import io
import wave
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.operator.tone import (
    BUSY,
    FILE_NAME,
    LENGTH,
    PITCH,
    SOON,
    WAIT,
    samples,
    until,
    why_not,
    zone_tone,
)
from broadcaster.playout.requests.by_hand import AskTest
from broadcaster.playout.requests.members import Member
from broadcaster.playout.requests.ticket import ticket_for
from broadcaster.station.model.equipment import Keying, Zone
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.unit.playout.operator.test_manual import PROGRAMME

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
STATION = Station(
    root=Path("/x"), settings=Settings(name="Đài", zones={"xa": Zone(name="xa")}), messages={}, schedules={}
)


def occurrence(status: Status) -> Occurrence:
    return Occurrence(
        start=NOON,
        end=NOON + timedelta(minutes=1),
        end_estimated=False,
        message="hop",
        schedule="sang",
        session="sang@x",
        position=0,
        of=1,
        status=status,
    )


def test_the_tone_lasts_three_seconds_at_one_pitch_and_begins_and_ends_softly() -> None:
    with wave.open(io.BytesIO(samples())) as file:
        rate, heard = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert len(heard) / rate == LENGTH
    spectrum = np.abs(np.fft.rfft(heard))
    assert np.fft.rfftfreq(len(heard), 1 / rate)[spectrum.argmax()] == pytest.approx(PITCH, abs=1)
    assert np.abs(heard[:24]).max() < 100
    assert np.abs(heard[-24:]).max() < 100


def test_the_tone_is_maintenance_lower_than_the_station_and_waits_for_nothing(tmp_path: Path) -> None:
    wanted = zone_tone(STATION, AskTest(zone="xa"), Requester(shown="An (an)"), state=tmp_path)
    assert wanted.terms.kind is AiringKind.MAINTENANCE
    assert (wanted.terms.by.shown, wanted.terms.zones, wanted.terms.emergency) == ("An (an)", ("xa",), False)
    sound = wanted.station.settings.sound
    assert sound.loudness == STATION.settings.sound.loudness - 12
    assert (sound.opening, sound.closing) == ("none", "none")
    ticket = ticket_for(wanted, NOON)
    member = Member(airing=ticket.id, message=wanted.message, programme=PROGRAMME)
    assert ticket.request(member, NOON).terms.wait == WAIT
    assert (tmp_path / FILE_NAME).read_bytes() == samples()


def test_a_damaged_file_of_the_tone_is_made_again(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"x")
    zone_tone(STATION, AskTest(zone=None), Requester(shown=""), state=tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == samples()


def test_a_quiet_station_stays_within_what_can_be_mastered(tmp_path: Path) -> None:
    sound = replace(STATION.settings.sound, loudness=-38.0)
    quiet = replace(STATION, settings=replace(STATION.settings, sound=sound))
    assert (
        zone_tone(
            quiet, AskTest(zone=None), Requester(shown=""), state=tmp_path
        ).station.settings.sound.loudness
        == -40
    )


def test_a_tone_in_a_zone_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ServiceError):
        zone_tone(STATION, AskTest(zone="gan"), Requester(shown=""), state=tmp_path)


def test_the_tone_comes_neither_between_nor_right_before_what_is_planned() -> None:
    assert why_not(idle=False, planned=()) == BUSY
    assert why_not(idle=True, planned=[occurrence(Status.PLANNED)]) == SOON
    assert why_not(idle=True, planned=[occurrence(Status.REFUSED)]) is None
    assert until(NOON, Keying(type="gpio")) == NOON + timedelta(seconds=6 + 3 + 1.5 + 10)
