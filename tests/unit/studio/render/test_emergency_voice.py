"""An emergency is said in Vietnamese words, whatever voice or engine station.yaml asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import EngineMissing
from broadcaster.speech.engines.registry import open_engines
from broadcaster.speech.engines.tone import ToneEngine, ToneFault
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.render.studio import Studio

TYPED = Message(id="say", title="", parts=(Say(text="Cháy kho lúa."),), repeat=1)
PREPARED = replace(TYPED, id="vo-dap", voice="la", parts=(Say(text="Vỡ đập, bà con chạy lên đồi."),))
Open = Callable[[tuple[str, ...], Mapping[str, str]], Studio]


def urgent(message: Message) -> Message:
    return replace(message, priority=Priority.EMERGENCY)


def spoken_by(station: Station, engines: tuple[str, ...], voice: Mapping[str, str]) -> Station:
    voices = MappingProxyType({"default": voice, "la": voice})
    return replace(station, settings=replace(station.settings, speech=Speech(engines=engines), voices=voices))


@pytest.fixture
def opened(station: Station, tmp_path: Path) -> Open:
    """The studio with the true engines, eSpeak among them."""

    def make(engines: tuple[str, ...], voice: Mapping[str, str]) -> Studio:
        speaker = Speaker(open_engines(engines), ClipStore(tmp_path / "clips", 1 << 30), SystemClock())
        programmes = ProgrammeStore(tmp_path / "programmes", 1 << 30)
        return Studio(spoken_by(station, engines, voice), speaker, programmes)

    return make


@pytest.mark.parametrize("voice", ["en", "la", "vi+robot-of-nobody", "không có"])
@pytest.mark.parametrize("message", [TYPED, PREPARED], ids=["typed", "prepared"])
def test_emergency_whose_voice_does_not_speak_vietnamese_is_said_by_the_built_in_voice(
    opened: Open, message: Message, voice: str
) -> None:
    studio = opened(("espeak",), {"espeak": voice})
    assert studio.voice_of(urgent(message)).voice == "vi+f2"
    programme = studio.render(urgent(message), offline_only=True)
    assert (programme.engine, programme.voice, programme.fallback) == ("espeak", "vi+f2", False)
    with pytest.raises(EngineMissing):
        studio.render(message)
    studio.close()


def test_emergency_keeps_the_accent_that_was_chosen_while_it_speaks(opened: Open) -> None:
    studio = opened(("espeak",), {"espeak": "vi-vn-x-south+f3"})
    assert studio.render(urgent(TYPED), offline_only=True).voice == "vi-vn-x-south+f3"
    studio.close()


@pytest.mark.parametrize("voice", [{}, {"espeak": "en"}], ids=["default", "foreign"])
def test_emergency_of_a_station_that_only_has_beeps_is_said_in_words(
    opened: Open, voice: Mapping[str, str]
) -> None:
    studio = opened(("tone",), voice)
    assert studio.voice_of(urgent(TYPED)).engine == "espeak"
    programme = studio.render(urgent(TYPED), offline_only=True)
    assert (programme.engine, programme.preferred, programme.voice) == ("espeak", "espeak", "vi+f2")
    assert studio.render(TYPED).engine == "tone"  # all else as it is written
    studio.close()


def test_beeps_of_an_emergency_that_were_stored_are_not_taken_for_words(
    station: Station, tmp_path: Path
) -> None:
    tone, voice = ToneEngine(), ToneEngine(name="espeak")
    made = spoken_by(station, ("tone",), {})
    speaker = Speaker((tone, voice), ClipStore(tmp_path / "clips", 1 << 30), SystemClock())
    studio = Studio(made, speaker, ProgrammeStore(tmp_path / "programmes", 1 << 30))
    voice.break_down(ToneFault.CRASH)
    assert studio.render(urgent(TYPED)).engine == "tone"  # rather a signal than nothing
    voice.mend()
    assert studio.render(urgent(TYPED)).engine == "espeak"
