"""A server of Wyoming: what it says, whose voices it has, and each way in which it can fail."""

from __future__ import annotations

import json
import socket
import threading
import time
from dataclasses import replace

import pytest

from broadcaster.core.errors import EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.model import syllables
from broadcaster.speech.network.described import ServiceEngine
from broadcaster.speech.network.wyoming import packed
from tests.fakes.services import sound
from tests.fakes.wyoming import FORM, answering, serving, ward

WORDS = "kính thưa bà con, mời bà con lắng nghe thông báo của phường."


def _failure(address: str, voice: str | None = None, **options: object) -> SpeechError:
    asked = ward(address)
    asked = replace(asked, service=replace(asked.service, patience=0.5))
    engine = ServiceEngine(asked, pauses=(), **options)  # type: ignore[arg-type]
    with pytest.raises(SpeechError) as caught:
        engine.synthesize(WORDS, voice, 185)
    return caught.value


def test_words_come_back_as_sound_in_the_voice_that_was_asked_for() -> None:
    heard: list[tuple[str, str]] = []
    with serving(heard) as address:
        engine = ServiceEngine(ward(address))
        clip = engine.synthesize(WORDS, "nam-nam", 185)
        engine.synthesize(WORDS, None, 185)
    assert heard == [(WORDS, "nam-nam"), (WORDS, "")]
    assert syllables(WORDS) / (clip.frames / clip.rate) * 60 == pytest.approx(185, rel=0.08)


def test_voice_that_the_server_does_not_have_is_missing_and_the_others_are_told() -> None:
    with serving([]) as address:
        error = _failure(address, "nobody")
    assert isinstance(error, EngineMissing)
    assert error.facts["known"] == "nu-bac, nam-nam"


def test_server_of_the_own_network_is_asked_although_online_is_false() -> None:
    heard: list[tuple[str, str]] = []
    with serving(heard) as address:
        assert ServiceEngine(ward(address), False).synthesize(WORDS, None, 185).frames
        error = _failure(address, online=False, near=lambda _address: False)
    assert (type(error), error.code) == (EngineMissing, "speech.online_forbidden")
    assert len(heard) == 1


SAID = packed("audio-start", FORM) + packed("audio-chunk", FORM, sound(WORDS, "s16le"))
BAD = {
    "nothing": (b"", "speech.bad_answer"),
    "html": (b"<html>\n", "speech.bad_answer"),
    "no end": (SAID, "speech.bad_answer"),
    "half a chunk": (SAID[:-5000], "speech.bad_answer"),
    "no sound": (packed("audio-start", FORM) + packed("audio-stop", {}), "speech.no_sound"),
    "silence": (packed("audio-chunk", FORM, bytes(100_000)) + packed("audio-stop", {}), "speech.no_sound"),
    "stereo": (packed("audio-chunk", {**FORM, "channels": 2}, bytes(8)), "speech.bad_answer"),
    "rate of nobody": (packed("audio-chunk", {**FORM, "rate": 10**9}, bytes(8)), "speech.bad_answer"),
    "its own error": (packed("error", {"text": "no such voice"}), "speech.bad_answer"),
    "huge payload": (
        json.dumps({"type": "audio-chunk", "payload_length": 400 << 20}).encode() + b"\n",
        "speech.bad_answer",
    ),
    "negative length": (b'{"type": "info", "data_length": -5}\n', "speech.bad_answer"),
    "nested": (b"[" * 100_000 + b"\n", "speech.bad_answer"),
    "line without end": (b"x" * (3 << 20), "speech.bad_answer"),
    "a number": (b"5\n", "speech.bad_answer"),
}


@pytest.mark.parametrize("name", BAD)
def test_answer_that_is_no_whole_sound_is_a_failure(name: str) -> None:
    answer, code = BAD[name]
    with answering(answer) as address:
        error = _failure(address)
    assert isinstance(error, EngineFailed)
    # What was not read of it may reset the line.
    assert error.code in (code, "speech.no_network")


def test_server_that_is_not_there_is_no_network() -> None:
    assert _failure("tcp://127.0.0.1:9").code == "speech.no_network"


def test_server_that_sends_a_byte_now_and_then_is_given_up_and_holds_no_thread() -> None:
    stop, gone = threading.Event(), threading.Event()

    def trickle() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                while not stop.wait(0.05):
                    connection.sendall(b"x")
            except OSError:
                gone.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=trickle, daemon=True)
        server.start()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        assert _failure(address, budget=1.0).code == "speech.too_slow"
        assert gone.wait(10)
        stop.set()
        server.join(5)


def test_server_that_says_nothing_is_given_up() -> None:

    with socket.create_server(("127.0.0.1", 0)) as listener:
        begun = time.monotonic()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        assert _failure(address, timeouts=(1.0, 0.5)).code == "speech.too_slow"
        assert time.monotonic() - begun < 10
