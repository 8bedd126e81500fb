from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic_core import core_schema

from broadcaster.core.text.catalogue import has
from broadcaster.people.roles import people_file as people_form
from broadcaster.station.forms.broadcasts import MessageForm, ScheduleForm
from broadcaster.station.forms.fields import SECTIONS
from broadcaster.station.forms.form import Form
from broadcaster.station.forms.reference import FileKind, json_schema
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.forms.validation import _CODES
from broadcaster.station.loading.loader import load
from broadcaster.station.model.keys import Special, marked
from broadcaster.station.model.message import Message
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from tests.catalogue import pairs
from tests.unit.station.conftest import Make
from tests.unit.station.schema_judge import as_editors_read, faults

TEXTS = pairs("keys")


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from nodes(value)


@pytest.mark.parametrize("kind", FileKind)
def test_schema_then_describes_every_key_in_the_chosen_language(
    kind: FileKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, column in (("vi", 0), ("en", 1)):
        monkeypatch.setenv("BROADCASTER_LANG", language)
        texts = {pair[column].replace("{{", "{").replace("}}", "}") for pair in TEXTS.values()}
        for node in nodes(json_schema(kind)):
            for key, described in node.get("properties", {}).items():
                assert described.get("description") in texts, key


@pytest.mark.parametrize("kind", FileKind)
def test_schema_then_refuses_unknown_keys_and_never_speaks_of_null(kind: FileKind) -> None:
    schema = json_schema(kind)
    groups = [node for node in nodes(schema) if "properties" in node]

    assert groups
    assert all(group["additionalProperties"] is False for group in groups)
    assert "null" not in json.dumps(schema)
    assert "Form." not in json.dumps(schema)


def test_schema_of_messages_then_names_enums_patterns_and_required_keys() -> None:
    schema: Any = json_schema(FileKind.MESSAGE)

    assert schema["required"] == ["title", "parts"]
    assert schema["$defs"]["Priority"]["enum"] == ["normal", "priority", "emergency"]
    assert len(schema["properties"]["parts"]["items"]["oneOf"]) == 4
    assert {"const": 0} in schema["properties"]["gap"]["anyOf"]


def test_schema_of_schedules_then_names_days_in_both_languages_and_the_choices() -> None:
    schema: Any = json_schema(FileKind.SCHEDULE)

    assert {"mon", "thứ hai", "CN"} <= set(schema["properties"]["days"]["items"]["anyOf"][0]["enum"])
    assert schema["allOf"][0]["oneOf"] == [{"required": ["message"]}, {"required": ["messages"]}]


@pytest.mark.parametrize(
    ("form", "value"), [(MessageForm, Message), (ScheduleForm, Schedule), (StationForm, Settings)]
)
def test_form_then_has_the_fields_of_the_model(form: type[Form], value: type[Any]) -> None:
    made_otherwise = {"id", "message"}  # the file's name; `messages` with one name
    fields = {field.name for field in dataclasses.fields(value)} - marked(value, Special.UNWRITTEN)

    assert set(form.model_fields) - made_otherwise == fields - made_otherwise


def test_every_description_in_the_catalogue_then_is_used() -> None:
    assert people_form  # its keys are declared where it is imported
    used = {one.text for form in SECTIONS.values() for one in form.declared.values()}

    assert used == set(TEXTS)


def test_every_error_type_of_pydantic_then_has_words_of_ours() -> None:
    types = set(get_args(core_schema.ErrorType))

    assert set(_CODES) <= types
    assert all(has(code) for code in {*_CODES.values(), "station.bad_value"})


# The examples of the design, whole: the files that people are shown first.
DESIGN = {
    FileKind.MESSAGE: """
title: Cài đặt ứng dụng Bluezone
source: Công văn của UBND phường Tân Phong, tháng 01/2021      # the letter itself, optional
basis: Công văn 122/STTTT-BCVTCNTT ngày 29/01/2021       # what it rests on, optional
priority: normal
voice: default
repeat: 2
gap: 15s
bed: none
valid: {from: 2021-02-03, until: 2021-02-28}
parts:
  - say: |
      Kính thưa bà con. UBND phường Tân Phong thông báo …
  - pause: 2s
  - play: recordings/mong.ogg
    language: hmn
    title: Bản tin tiếng Mông
  - relay: vov1
    for: 15m
    else: bluezone-ngan
lexicon: {Bluezone: bờ lu dôn}
""",
    FileKind.SCHEDULE: """
message: bluezone
at: ["06:30", "17:00"]
days: [mon, tue, wed, thu, fri]
valid: {from: 2021-02-03, until: 2021-02-28}
except: {holidays: true, dates: [2021-02-08]}
catch_up: 10m
zones: [trung-tam]
""",
    FileKind.STATION: """
name: Đài truyền thanh phường Tân Phong
place: {ward: phường Tân Phong, province: tỉnh Lai Châu}
timezone: Asia/Ho_Chi_Minh
speech: {engines: [piper, gtts, espeak], rate: 185}
voices: {default: {piper: vi_VN-vais1000-medium, espeak: vi}}
sound: {rate: 24000, loudness: -16, true_peak: -1.5, high_pass: 300, opening: chime,
  closing: chime-down, emergency: siren}
output: {device: default, latency: 0.05}
keying: {type: none, settle: 5s, noise: 1s, tail: 1.5s, longest: 60m}
zones: {trung-tam: {channel: left}, ban-cung: {channel: right, delay: 0.8s}}
regulation: {quiet: "21:00-06:00", sessions_per_day: 2, minutes_per_session: 15, days_per_week: 5,
  quotas: warn}
approval: {required: true, bind: words}
gain: {all: 0, "05:00-06:30": -6}
sources: {vov1: https://vov.vn/stream.mp3}
console: {listen: 127.0.0.1:8080}
""",
    FileKind.REGULATION: """
decision: {number: 15/QĐ-UBND, on: 2026-03-02}
rules:
  - {by: Điều 7 khoản 1, quiet: "21:00-05:00", season: 04-16..10-15}
  - {by: Điều 8, sessions_per_day: 2, minutes_per_session: 15, days_per_week: 5}
exempt: {causes: [disaster, epidemic], by: Điều 8 khoản 4}
orders:
  - {number: 215/UBND-VX, by: UBND tỉnh, from: 2026-11-20, until: 2026-11-30}
""",
    FileKind.CALENDAR: """
days:
  dai-doan-ket: {title: Ngày hội Đại đoàn kết, yearly: ["11-18"], off: false}
  hoi-lang: {title: Hội làng, lunar: ["01-12"], before: 1, basis: Quyết định của UBND phường}
holidays:
  tet: {title: Tết Âm lịch, lunar: ["01-01"], before: 2, after: 2}
swaps: [{off: 2026-01-02, work: 2026-01-10, basis: Thông báo của Bộ Nội vụ}]
rest: [sat, sun]
compensate: true
""",
}


@pytest.mark.parametrize("kind", FileKind)
def test_schema_then_takes_the_examples_of_the_design(kind: FileKind) -> None:
    assert list(faults(json_schema(kind), as_editors_read(DESIGN[kind]))) == []


def shipped() -> Iterator[tuple[FileKind, Path]]:
    top = Path(__file__).parents[4]
    yield FileKind.STATION, top / "station.yaml"
    profiles = top / "broadcaster" / "station" / "profiles"
    yield from ((FileKind.REGULATION, path) for path in sorted(profiles.glob("*.yaml")))
    for folder in (top, top / "broadcaster" / "station" / "template"):
        yield from ((FileKind.MESSAGE, path) for path in sorted((folder / "messages").glob("*.yaml")))
        yield from ((FileKind.SCHEDULE, path) for path in sorted((folder / "schedules").glob("*.yaml")))


@pytest.mark.parametrize(("kind", "path"), list(shipped()), ids=lambda value: getattr(value, "stem", value))
def test_schema_then_takes_the_example_station_and_the_template(kind: FileKind, path: Path) -> None:
    assert list(faults(json_schema(kind), as_editors_read(path.read_text("utf-8")))) == []


TOPS = {
    FileKind.STATION: ("station.yaml", "name: x\n"),
    FileKind.MESSAGE: ("messages/a.yaml", "title: x\nparts: [say: hi]\n"),
    FileKind.SCHEDULE: ("schedules/a.yaml", "message: ok\nat: ['06:30']\n"),
    FileKind.CALENDAR: ("calendar.yaml", ""),
    FileKind.REGULATION: ("regulation.yaml", ""),
}


@pytest.mark.parametrize(
    ("kind", "written", "taken"),
    [
        (FileKind.REGULATION, "rules: [{quiet: ['21:00-06:00', '11:30-13:00'], season: 10-16..04-15}]", True),
        (FileKind.REGULATION, "rules: [{quiet: none, zones: [trung-tam], classes: [normal]}]", True),
        (FileKind.REGULATION, "rules: [{season: 13-16..04-15, quiet: none}]", False),
        (FileKind.REGULATION, "rules: [{sessions_per_day: 0}]", False),
        (FileKind.REGULATION, "mourning: [{what: no-music, from: 2026-11-24, until: 2026-11-25}]", True),
        (FileKind.SCHEDULE, "catch_up: 0", True),
        (FileKind.SCHEDULE, "catch_up: 5", False),
        (FileKind.SCHEDULE, "catch_up: 1h 30M", True),
        (FileKind.SCHEDULE, "catch_up: ''", False),
        (FileKind.MESSAGE, "gap: 0", True),
        (FileKind.MESSAGE, "every: 0", False),
        (FileKind.SCHEDULE, "lunar: [15, '01-01', '1']", True),
        (FileKind.SCHEDULE, "lunar: [31]", False),
        (FileKind.SCHEDULE, "lunar: ['115']", False),
        (FileKind.SCHEDULE, "lunar: ['13-01']", False),
        (FileKind.SCHEDULE, "days: [T2, Thứ Ba, thu tu, cn, FRI]", True),
        (FileKind.SCHEDULE, "days: [hôm nay]", False),
        (FileKind.SCHEDULE, "dates: [3/2/2026]", False),
        (FileKind.SCHEDULE, "except: {holidays: có}", True),
        (FileKind.SCHEDULE, "monthly: last", True),
        (FileKind.SCHEDULE, "monthly: 31", True),
        (FileKind.SCHEDULE, "monthly: 32", False),
        (FileKind.SCHEDULE, "monthly: {weekday: mon, nth: 1}", True),
        (FileKind.SCHEDULE, "monthly: [15, last, {weekday: thứ hai, nth: last}]", True),
        (FileKind.SCHEDULE, "monthly: {weekday: mon, nth: 6}", False),
        (FileKind.SCHEDULE, "monthly: {weekday: mon}", False),
        (FileKind.SCHEDULE, "yearly: ['09-02', 2-29]", True),
        (FileKind.SCHEDULE, "yearly: ['13-01']", False),
        (FileKind.SCHEDULE, "monthly: 1\nnearest: workday", True),
        (FileKind.SCHEDULE, "monthly: 1\nnearest: holiday", False),
        (FileKind.SCHEDULE, "once: ['2026-11-27 17:30', 2026-11-27T6h30]", True),
        (FileKind.SCHEDULE, "once: ['2026-11-27']", False),
        (FileKind.SCHEDULE, "except: {once: ['27/11/2026 17:30']}", False),
        (FileKind.SCHEDULE, "paused: có", True),
        (FileKind.CALENDAR, "days: {a: {title: A, yearly: ['11-18']}}", True),
        (FileKind.CALENDAR, "days: {a: {title: A, lunar: ['06-15+', 15]}}", True),
        (FileKind.CALENDAR, "days: {a: {title: A}}", False),
        (FileKind.CALENDAR, "days: {a: {yearly: ['11-18']}}", False),
        (FileKind.CALENDAR, "days: {a: {title: A, yearly: ['11-18'], before: 31}}", False),
        (FileKind.CALENDAR, "days: {a.b: {title: A, yearly: ['11-18']}}", False),
        (FileKind.CALENDAR, "swaps: [{off: 2026-01-02, work: 2026-01-10}]", True),
        (FileKind.CALENDAR, "swaps: [{work: 2026-01-10}]", False),
        (FileKind.CALENDAR, "swaps: [{off: 2/1/2026}]", False),
        (FileKind.CALENDAR, "rest: [chủ nhật]", True),
        (FileKind.CALENDAR, "compensate: maybe", False),
        (FileKind.CALENDAR, "day: {}", False),
        (FileKind.STATION, "sources: {line-in: 2}", True),
        (FileKind.STATION, "sources: {phong-hop: {line-in: 2}, b: 'line-in: 3'}", True),
        (FileKind.STATION, "sources: {line-in: 200}", False),
        (FileKind.STATION, "regulation: {quiet: none}", True),
        (FileKind.STATION, "regulation: {quiet: 21h-5h30}", True),
        (FileKind.STATION, "zones: {a.b: {channel: left}}", False),
        (FileKind.STATION, "keying: {line: 17}", False),
        (FileKind.STATION, "speech: {engines: [giọng.nam]}", False),
        (FileKind.STATION, "voices: {default: {giọng.nam: a}}", False),
    ],
)
def test_schema_then_says_the_same_as_check(kind: FileKind, written: str, taken: bool, make: Make) -> None:
    name, top = TOPS[kind]
    text = f"{top}{written}\n"
    found = [problem.file for problem in load(make({name: text})).problems]
    assert (name not in found) is taken
    assert (not list(faults(json_schema(kind), as_editors_read(text)))) is taken


def test_engine_for_tests_is_taken_and_offered_to_nobody(make: Make) -> None:
    assert load(make({"station.yaml": "name: x\nspeech: {engines: [tone]}\n"})).problems == ()
    assert "tone" not in json.dumps(json_schema(FileKind.STATION))
    (problem, *_) = load(make({"station.yaml": "name: x\nspeech: {engines: [ton]}\n"})).problems
    assert "tone" not in problem.as_line()
