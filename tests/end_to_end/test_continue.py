"""Phát tiếp: what was stopped goes on at the sentence where it was cut, with the chime, as one session."""

from __future__ import annotations

import json
import time
import wave
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

pytestmark = pytest.mark.patient
WITH_CHIME = SETTINGS.replace("sound: {opening: none, closing: none}", "sound: {closing: none}").replace(
    "output: none", "output: {file: ra}"
)
NEWS = """\
title: Dài
repeat: 1
parts:
  - say: Câu thứ nhất mời bà con lắng nghe.
  - pause: 4s
  - say: Câu thứ hai nói về lịch tiêm.
  - pause: 4s
  - say: Câu thứ ba xin hết.
"""


def rows(station: Broadcaster) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = station.look("log")
    return [each for each in found if each["message"] == "dai"]


def stopped_in_the_second_sentence(station: Broadcaster) -> None:
    assert station("play", "dai", "--no-wait").returncode == 0
    wait_for(lambda: (station.look("status")["on_air"] or {}).get("started") is not None)
    programme = station.json("render", "dai")
    time.sleep(programme["duration_s"] / 2)  # the second of three sentences is in the middle
    assert station("stop").returncode == 0
    wait_for(lambda: rows(station)[-1]["outcome"] == "cut")


def test_what_was_stopped_goes_on_at_a_sentence_with_the_chime_and_counts_as_one_session(
    station: Broadcaster,
) -> None:
    station.write("station.yaml", WITH_CHIME)
    station.write("messages/dai.yaml", NEWS)
    whole = station.json("render", "dai")["duration_s"]
    with station.running("--trust-clock"):
        stopped_in_the_second_sentence(station)
        assert station("play", "dai", "--from-sentence", "9").returncode == 1
        done = station("play", "dai", "--from-sentence", "2")
        assert done.returncode == 0, done.stderr
        first, refused, rest = rows(station)
        assert (first["outcome"], refused["outcome"], rest["outcome"]) == ("cut", "refused", "aired")
        assert rest["resumes"] == first["id"]
        assert rest["words_digest"] == first["words_digest"]
        heard = seconds(rest)
        assert seconds(first) < whole - 3
        # The chime, then the second and third sentence: less than the whole by the first and its pause.
        assert 4 < whole - heard < whole / 2
        # Once it has gone on, the same words begin anew: nothing is left to go on with.
        assert station("play", "dai", "--from-sentence", "3").returncode == 0
        assert rows(station)[-1]["resumes"] is None


@pytest.mark.slow
@pytest.mark.lab
def test_the_chime_and_the_sentence_are_heard_at_the_device(station: Broadcaster, tmp_path: Path) -> None:
    station.write("station.yaml", WITH_CHIME.replace("output: {file: ra}\n", ""))
    station.write("messages/dai.yaml", NEWS)
    made = station.json("render", "dai")
    sheet = next(
        json.loads(each.read_text())
        for each in station.folder.glob("audio_cache/programmes/**/*.json")
        if json.loads(each.read_text())["sound_digest"] == made["digest"]
    )
    with wave.open(made["path"]) as file:
        frames = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32)
        rate = file.getframerate()
    body = next(each["start_frame"] for each in sheet["segments"] if each["kind"] == "body")
    second = [each["start_frame"] for each in sheet["cues"] if each["words"]][1]
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running("--trust-clock"):
            stopped_in_the_second_sentence(station)
            recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
            assert station("play", "dai", "--from-sentence", "2").returncode == 0
            time.sleep(0.5)
            heard, _ = recording.end()
    for stretch in (frames[:body], frames[second:]):
        assert likeness(heard, stretch, rate) > 0.9
    # The first sentence is not heard again.
    first = sheet["cues"][0]
    assert likeness(heard, frames[first["start_frame"] : first["end_frame"]], rate) < 0.5
    loud = np.flatnonzero(np.abs(heard) > soundlab.QUIET)
    assert (loud[-1] - loud[0]) / soundlab.RATE == pytest.approx(
        (body + len(frames) - second) / rate, abs=0.6
    )


def likeness(heard: soundlab.Samples, stretch: np.ndarray, rate: int) -> float:
    """How like a stretch of a programme the most similar place of a recording is: 1 for the same."""
    at = np.arange(int(len(stretch) * soundlab.RATE / rate)) * (rate / soundlab.RATE)
    wanted = np.interp(at, np.arange(len(stretch)), stretch)
    size = 1 << (len(heard) + len(wanted)).bit_length()
    cross = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)[: len(heard)]
    power = np.cumsum(np.concatenate([[0.0], np.asarray(heard, np.float64) ** 2]))
    ends = np.minimum(np.arange(len(heard)) + len(wanted), len(heard))
    there = np.sqrt((power[ends] - power[np.arange(len(heard))]) * np.sum(wanted**2)) + 1e-9
    return float(np.max(cross / np.maximum(there, 0.05 * np.max(there))))


def seconds(row: dict[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(row[name]) for name in ("started", "ended"))
    return (ended - begun).total_seconds()
