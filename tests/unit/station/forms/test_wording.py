"""What people are told about each mistake, word for word, at the right place, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading.loader import load

Make = Callable[[Mapping[str, str | bytes]], Path]
CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text("utf-8"))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_mistake_when_checked_then_is_told_word_for_word(
    case: dict[str, Any], language: str, make: Make, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", language)
    folder = make({case["file"]: case["text"]})

    told = [problem.as_line() for problem in load(folder, clock=clock).problems]

    assert told == case[language]


def test_small_station_without_mistakes_then_nothing_is_told(make: Make, clock: FakeClock) -> None:
    loaded = load(make({}), clock=clock)

    assert loaded.problems == ()
    assert loaded.station is not None


def test_mistakes_in_many_files_then_all_are_told_sorted(make: Make, clock: FakeClock) -> None:
    folder = make(
        {
            "station.yaml": "name: x\nspeech: {rate: nhanh}\nzones: {trung-tam: {chanel: left}}\n",
            "messages/m.yaml": "titel: x\nrepeat: 0\nbed: ../x\nvoice: nam\nparts: [saay: hi]\n",
            "messages/n.yaml": 'title: "x\n',
            "schedules/s.yaml": "message: mm\nat: [25:00]\nzones: [xyz]\n",
            "lexicon.yaml": "a: bê\na: xê\n",
        }
    )

    loaded = load(folder, clock=clock)
    codes = [(p.file, p.line, p.column, p.code) for p in loaded.problems]

    assert loaded.station is None
    assert codes == sorted(codes)
    assert [code.removeprefix("station.") for *_, code in codes] == [
        "twice",
        "missing_key",
        "unknown_key",
        "too_small",
        "outside",
        "unknown_voice",
        "no_kind",
        "yaml.quote",
        "unknown_message",
        "bad_time",
        "unknown_zone",
        "want_whole_number",
        "unknown_key",
    ]


def test_hundreds_of_mistakes_in_one_file_then_a_hundred_are_told_and_the_rest_counted(
    make: Make, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    keys = "".join(f"k{number}: 1\n" for number in range(250))
    folder = make({"messages/m.yaml": "title: x\nparts: [say: hi]\n" + keys})

    problems = load(folder, clock=clock).problems

    assert len(problems) == 101
    assert "m.yaml:102:1: error: 150 more errors in this file" in "\n".join(p.as_line() for p in problems)


@pytest.mark.parametrize(
    ("file", "text", "codes"),
    [
        (
            "messages/m.yaml",
            "repeat: until_stopped\npriority: normal\nvalid: {from: 2026-02-03, until: 2026-02-02, x: 1}\n",
            {"missing_key", "endless_not_emergency", "endless_needs_every", "valid_reversed", "unknown_key"},
        ),
        (
            "station.yaml",
            "name: x\nkeying: {type: serial, port: /dev/a, on: 'zz', settle: 90d}\n",
            {"bad_bytes", "bad_duration", "missing_key"},
        ),
        (
            "station.yaml",
            "name: x\nkeying: {type: serial, port: /dev/a, board: lcus-2, relay: 4, tail: dài}\n",
            {"bad_duration", "too_big"},
        ),
        ("station.yaml", "name: x\nkeying: {type: modbus, coil: nhiều}\n", {"one_of", "want_whole_number"}),
        (
            "station.yaml",
            "name: x\nsirens: {siren: {steps: [{from: 400, for: 59s}], times: 9, x: 1}, b: {}}\n",
            {"reserved_name", "long_siren", "unknown_key", "missing_key"},
        ),
        (
            "station.yaml",
            "name: x\nzones: {all: {}, b: {channel: giữa}}\nsources: {a: 5, b: 'ftp://x'}\n",
            {"reserved_name", "unknown_word", "bad_source"},
        ),
        ("schedules/s.yaml", "message: ok\nat: ['06:30', '06:30', sáng]\n", {"repeated", "bad_time"}),
    ],
    ids=["message", "serial", "board", "modbus", "sirens", "names", "twice"],
)
def test_mistakes_of_one_key_and_between_keys_then_are_told_in_one_go(
    file: str, text: str, codes: set[str], make: Make, clock: FakeClock
) -> None:
    problems = load(make({file: text}), clock=clock).problems

    assert {problem.code.removeprefix("station.") for problem in problems} == codes


def test_mistake_in_one_file_then_hides_no_warning_about_another(make: Make, clock: FakeClock) -> None:
    folder = make(
        {
            "messages/m.yaml": "titel: x\nparts: [say: hi]\n",
            "messages/still.yaml": "title: x\nparts: [pause: 2s]\n",
            "schedules/s.yaml": "messages: [m, old]\nat: ['06:30']\nvalid: {until: 2021-02-03}\n",
            "approvals/m.yaml": "message: m\nwords_digest: a\nby: b\nat: 2026-11-20T07:00:00+07:00\n",
        }
    )

    loaded = load(folder, clock=clock)
    warnings = [(p.file, p.code.removeprefix("station.")) for p in loaded.problems if p.severity == "warning"]

    assert loaded.station is None
    assert warnings == [
        ("messages/old.yaml", "message_over"),
        ("messages/still.yaml", "nothing_to_hear"),
        ("schedules/s.yaml", "schedule_over"),
    ]
