"""No text of station.yaml makes the station, and above all its emergencies, inaudible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from broadcaster.core.clock import FakeClock
from broadcaster.speech.engines.espeak import find
from broadcaster.station.forms.settings import StationForm, settings_of
from broadcaster.station.forms.sound import LEAST_HEARD, LONGEST
from broadcaster.station.loading.loader import load
from broadcaster.station.model.sound import LONGEST_REST, SHIPPED, Rest, Stroke

Make = Callable[[Mapping[str, str | bytes]], Path]
NAME = "name: x\n"


def found(make: Make, clock: FakeClock, text: str) -> list[tuple[str, int, int]]:
    problems = load(make({"station.yaml": NAME + text}), clock=clock).problems
    return [(p.code.removeprefix("station."), p.line, p.column) for p in problems if p.file == "station.yaml"]


def siren(steps: str, times: int = 1) -> str:
    return f"sirens:\n  xa:\n    times: {times}\n    steps: [{steps}]\n"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (siren("{rest: 60s}, {rest: 60s}, {from: 100, for: 0.2s}"), "duration_range", 5, 20),
        (siren("{rest: 10s}, {from: 400, for: 20s}"), "siren_begins_silent", 5, 13),
        (siren("{from: 400, for: 20s}, {rest: 10s}, {rest: 6s}, {from: 400, for: 20s}"), "long_rest", 5, 49),
        (siren("{from: 400, for: 20s}, {rest: 8s}, {rest: 8s}", 2), "long_rest", 5, 48),
        (siren("{from: 400, for: 0.2s}, {rest: 10s}", 12), "silent_for_long", 5, 12),
    ],
)
def test_siren_that_is_silent_before_an_emergency_is_refused_where_it_is_written(
    make: Make, clock: FakeClock, text: str, code: str, line: int, column: int
) -> None:
    assert (code, line, column) in found(make, clock, text)


@pytest.mark.parametrize("name", SHIPPED)
def test_siren_that_comes_with_the_program_may_be_written_as_the_ward_s_own(
    name: str, make: Make, clock: FakeClock
) -> None:
    steps = ", ".join(
        f"{{rest: {s.length}s}}"
        if isinstance(s, Rest)
        else f"{{from: {s.first}, to: {s.last}, for: {s.length}s}}"
        for s in SHIPPED[name].steps
    )
    assert found(make, clock, siren(steps, SHIPPED[name].times)) == []


_LENGTHS = st.floats(0.2, 20).map(lambda x: round(x, 1))
_STEPS = st.lists(
    st.one_of(
        st.builds(lambda x: {"rest": f"{x}s"}, _LENGTHS),
        st.builds(lambda x: {"from": 400, "for": f"{x}s"}, _LENGTHS),
    ),
    min_size=1,
    max_size=5,
)


@given(steps=_STEPS, times=st.integers(1, 4))
def test_any_siren_that_is_taken_sounds_at_once_and_rests_but_shortly(
    steps: list[dict[str, object]], times: int
) -> None:
    written = {"name": "x", "sirens": {"xa": {"times": times, "steps": steps}}}
    try:
        form = StationForm.model_validate(written)
    except ValidationError:
        return
    whole = settings_of(form).sirens["xa"].whole
    assert isinstance(whole[0], Stroke)
    rests = [list(run) for silent, run in groupby(whole, lambda s: isinstance(s, Rest)) if silent]
    assert all(sum(step.length for step in run) <= LONGEST_REST + 1e-6 for run in rests)
    heard = sum(step.length for step in whole if isinstance(step, Stroke))
    assert sum(step.length for step in whole) <= min(LONGEST, heard * LEAST_HEARD) + 1e-6


@pytest.mark.parametrize(
    "text",
    [
        "sound: {loudness: -40}",
        "sound: {high_pass: 1000}",
        "sound: {true_peak: -12}",
        "gain: {all: -60}",
        'gain: {"05:00-06:30": -60}',
        "speech: {rate: 80}",
        "speech: {rate: 400}",
        "keying: {settle: 5m}",
        "keying: {noise: 1m}",
        "zones: {xa: {delay: 1m}}",
    ],
)
def test_setting_that_nobody_would_understand_is_refused_where_it_is_written(
    make: Make, clock: FakeClock, text: str
) -> None:
    ((code, line, _),) = found(make, clock, text + "\n")
    assert (code, line) in {(code, 2) for code in ("too_small", "too_big", "duration_range")}


@pytest.mark.parametrize(
    "text",
    [
        "sound: {loudness: -23, true_peak: -1, high_pass: 0}",  # EBU R 128
        "sound: {loudness: -24, true_peak: -2, high_pass: 500}",
        'gain: {all: 0, "22:00-05:00": -12}',
        "speech: {rate: 150}",
        "keying: {settle: 60s, noise: 2s}",  # a transmitter with tubes
        "zones: {xa: {delay: 2.5s}}",
    ],
)
def test_setting_of_a_true_ward_is_taken(make: Make, clock: FakeClock, text: str) -> None:
    assert found(make, clock, text + "\n") == []


@pytest.mark.parametrize("voice", ["en", "vi+whisper", "vi+Demonic", "la", "vi-vn", "vi+", "+f2", "vi en"])
def test_voice_that_does_not_speak_vietnamese_is_refused_where_it_is_written(
    make: Make, clock: FakeClock, voice: str
) -> None:
    text = f"voices:\n  default: {{piper: x}}\n  la: {{piper: x, espeak: {voice}}}\n"
    assert [(code, line) for code, line, _ in found(make, clock, text)] == [("foreign_voice", 4)]


def test_each_vietnamese_accent_of_espeak_is_taken_with_its_plain_timbres(
    make: Make, clock: FakeClock
) -> None:
    home = find()
    assert home is not None
    plain = sorted(name for name in home.variants if len(name) == 2 and name[0] in "fm" and name[1].isdigit())
    assert len(plain) == 13
    names = [
        f"{accent}{timbre}" for accent in sorted(home.voices) for timbre in ("", *(f"+{v}" for v in plain))
    ]
    text = "".join(f"  g{n}: {{espeak: {name}}}\n" for n, name in enumerate(names))
    assert found(make, clock, f"voices:\n{text}") == []
