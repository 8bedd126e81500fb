"""The monitor: what was sent is found in what was heard, and what is missing, quiet or torn is told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.playout.listening.comparison import Samples, clips, find, gaps
from broadcaster.playout.listening.findings import ListeningFinding, Verdict
from broadcaster.playout.listening.monitor import ConfidenceMonitor

RATE = 16000
BLOCK = RATE // 4


def speech(seconds: float, seed: int = 1) -> Samples:
    """Noise in syllables: as uneven as speech, and nowhere the same twice."""
    chance = np.random.default_rng(seed)
    count = round(seconds * RATE)
    syllables = np.repeat(chance.uniform(0.3, 1.0, count // (RATE // 5) + 1), RATE // 5)[:count]
    return (chance.normal(0, 0.1, count) * syllables).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def listen(
    sent: Samples,
    heard: Samples,
    *,
    begun: float,
    frames: int | None = None,
    expected: float = 1.0,
    during: Callable[[ConfidenceMonitor, float], None] | None = None,
) -> list[ListeningFinding]:
    """Feed `heard` (from instant 0) in blocks to a monitor that was told of `sent`."""
    monitor = ConfidenceMonitor(RATE)
    findings: list[ListeningFinding] = []
    told = False
    for first in range(0, len(heard) - BLOCK + 1, BLOCK):
        came = (first + BLOCK) / RATE
        if not told and came >= begun:
            told = True
            monitor.begin("a", lambda a, b: sent[a:b], len(sent), begun, expected)
        if told and came >= begun + len(sent) / RATE:
            monitor.end("a", len(sent) if frames is None else frames)
        if during is not None:
            during(monitor, came)
        findings += monitor.hear(heard[first : first + BLOCK], came)
    return findings


def done(findings: list[ListeningFinding]) -> ListeningFinding:
    (last,) = [finding for finding in findings if finding.verdict is Verdict.DONE]
    return last


@settings(max_examples=30, deadline=None)
@given(place=st.integers(0, 3 * RATE), level=st.floats(0.01, 1.0), seed=st.integers(0, 1000))
def test_piece_is_found_to_the_sample_wherever_it_lies(place: int, level: float, seed: int) -> None:
    sent = speech(0.5, seed)
    heard = np.concatenate((silence(place / RATE), level * sent, silence(3.0))).astype(np.float32)
    match = find(sent, heard)
    assert match.offset == place
    assert match.score == pytest.approx(1, abs=0.01)


def test_something_else_is_not_found() -> None:
    assert find(speech(1, seed=1), speech(4, seed=2)).score < 0.2


@pytest.mark.parametrize("milliseconds", [5, 20, 100, 400])
def test_dropout_is_told_with_place_and_length(milliseconds: int) -> None:
    sent = speech(1)
    heard = sent.copy()
    first = RATE // 2
    heard[first : first + milliseconds * RATE // 1000] = 0
    (gap,) = gaps(sent, heard, RATE)
    assert gap.start == pytest.approx(0.5, abs=0.002)
    assert gap.length == pytest.approx(milliseconds / 1000, abs=0.003)


def test_whole_sound_has_no_dropout_however_loud_and_noisy() -> None:
    sent = speech(1)
    assert gaps(sent, 0.05 * sent, RATE) == []
    assert gaps(sent, sent + 0.001 * speech(1, seed=9), RATE) == []


def test_clips_are_runs_at_full_scale() -> None:
    samples = silence(0.1)
    samples[10] = 1.0
    samples[100:110] = -1.0
    assert clips(samples) == 1
    assert clips(silence(0.1)) == 0


def test_airing_that_is_heard_is_told_with_level_and_lag() -> None:
    sent = speech(6)
    heard = np.concatenate((silence(2.1), 0.5 * sent, silence(5))).astype(np.float32)
    found = done(listen(sent, heard, begun=2.0))
    assert (found.listened, found.heard, found.gaps, found.clips) == (6, 6, 0, 0)
    assert found.level_db == pytest.approx(-6, abs=0.1)
    assert found.lag_ms == pytest.approx(100, abs=1)


def test_level_is_told_against_what_was_sent() -> None:
    sent = speech(3)
    heard = np.concatenate((silence(1), 0.25 * sent, silence(5))).astype(np.float32)
    assert done(listen(sent, heard, begun=1.0, expected=0.25)).level_db == pytest.approx(0, abs=0.1)


def test_silence_is_told_while_it_lasts_and_its_end_too() -> None:
    sent = speech(12)
    played = sent.copy()
    played[3 * RATE : 8 * RATE] = 0
    heard = np.concatenate((silence(1), played, silence(5))).astype(np.float32)
    findings = listen(sent, heard, begun=1.0)
    assert [f.verdict for f in findings] == [Verdict.SILENT, Verdict.AGAIN, Verdict.DONE]
    assert findings[0].heard == 3
    assert done(findings).heard == 7
    assert done(findings).listened == 12


def test_nothing_heard_at_all_is_told_before_the_end() -> None:
    sent = speech(8)
    findings = listen(sent, silence(14), begun=1.0)
    assert [f.verdict for f in findings] == [Verdict.SILENT, Verdict.DONE]
    assert done(findings).level_db is None


def test_pauses_of_a_message_are_not_silence() -> None:
    sent = np.concatenate((speech(2), silence(10), speech(2))).astype(np.float32)
    heard = np.concatenate((silence(1), sent, silence(5))).astype(np.float32)
    findings = listen(sent, heard, begun=1.0)
    assert [f.verdict for f in findings] == [Verdict.DONE]
    assert (done(findings).listened, done(findings).heard) == (4, 4)


def test_airing_that_is_cut_is_judged_only_as_far_as_it_went() -> None:
    sent = speech(10)
    heard = np.concatenate((silence(1), sent[: 4 * RATE], silence(12))).astype(np.float32)

    def cut(monitor: ConfidenceMonitor, came: float) -> None:
        if came >= 5.25:
            monitor.end("a", 4 * RATE)

    found = done(listen(sent, heard, begun=1.0, during=cut))
    assert (found.listened, found.heard) == (4, 4)


def test_clock_that_runs_apart_is_followed() -> None:
    sent = speech(20)
    places = np.arange(len(sent)) * 1.0001  # 100 ppm: as bad as sound cards are
    slow = np.interp(places, np.arange(len(sent)), sent).astype(np.float32)
    heard = np.concatenate((silence(1), slow, silence(5))).astype(np.float32)
    found = done(listen(sent, heard, begun=1.0))
    assert found.heard >= 19


def test_sound_that_slips_is_followed_and_told_as_a_gap() -> None:
    sent = speech(12)
    parts = (silence(1), sent[: 5 * RATE + 2000], silence(0.12), sent[5 * RATE + 2000 :], silence(5))
    found = done(listen(sent, np.concatenate(parts).astype(np.float32), begun=1.0))
    assert (found.listened, found.heard) == (12, 12)
    assert found.gaps >= 1
    assert found.longest_gap_ms == pytest.approx(120, abs=2)


def test_lost_air_leaves_nothing_to_say() -> None:
    sent = speech(6)

    def lose(monitor: ConfidenceMonitor, came: float) -> None:
        if came == 3.0:
            monitor.forget()

    assert listen(sent, silence(12), begun=1.0, during=lose) == []


def test_ear_keeps_no_more_sound_than_it_needs() -> None:
    monitor = ConfidenceMonitor(RATE)
    for second in range(1, 121):
        monitor.hear(silence(1), float(second))
    assert len(monitor._sound) <= 6 * RATE
