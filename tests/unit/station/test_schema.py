from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic_core import core_schema

from broadcaster.people.file import form as people_form
from broadcaster.station.declared import Special, marked
from broadcaster.station.forms.files.message import MessageForm
from broadcaster.station.forms.files.schedule import ScheduleForm
from broadcaster.station.forms.files.settings import StationForm
from broadcaster.station.forms.grammar.declared import SECTIONS
from broadcaster.station.forms.grammar.form import Form
from broadcaster.station.forms.grammar.typed import _CODES
from broadcaster.station.loading.loading import load
from broadcaster.station.model import Message, Schedule, Settings
from broadcaster.station.schema import Kind, json_schema
from broadcaster.text import has
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


@pytest.mark.parametrize("kind", Kind)
def test_schema_then_describes_every_key_in_the_chosen_language(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, column in (("vi", 0), ("en", 1)):
        monkeypatch.setenv("BROADCASTER_LANG", language)
        texts = {pair[column].replace("{{", "{").replace("}}", "}") for pair in TEXTS.values()}
        for node in nodes(json_schema(kind)):
            for key, described in node.get("properties", {}).items():
                assert described.get("description") in texts, key


@pytest.mark.parametrize("kind", Kind)
def test_schema_then_refuses_unknown_keys_and_never_speaks_of_null(kind: Kind) -> None:
    schema = json_schema(kind)
    groups = [node for node in nodes(schema) if "properties" in node]

    assert groups
    assert all(group["additionalProperties"] is False for group in groups)
    assert "null" not in json.dumps(schema)
    assert "Form." not in json.dumps(schema)


def test_schema_of_messages_then_names_enums_patterns_and_required_keys() -> None:
    schema: Any = json_schema(Kind.MESSAGE)

    assert schema["required"] == ["title", "parts"]
    assert schema["$defs"]["Priority"]["enum"] == ["normal", "priority", "emergency"]
    assert len(schema["properties"]["parts"]["items"]["oneOf"]) == 4
    assert {"const": 0} in schema["properties"]["gap"]["anyOf"]


def test_schema_of_schedules_then_names_days_in_both_languages_and_the_choices() -> None:
    schema: Any = json_schema(Kind.SCHEDULE)

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
    Kind.MESSAGE: """
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
    Kind.SCHEDULE: """
message: bluezone
at: ["06:30", "17:00"]
days: [mon, tue, wed, thu, fri]
valid: {from: 2021-02-03, until: 2021-02-28}
except: {holidays: true, dates: [2021-02-08]}
catch_up: 10m
zones: [trung-tam]
""",
    Kind.STATION: """
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
    Kind.REGULATION: """
decision: {number: 15/QĐ-UBND, on: 2026-03-02}
rules:
  - {by: Điều 7 khoản 1, quiet: "21:00-05:00", season: 04-16..10-15}
  - {by: Điều 8, sessions_per_day: 2, minutes_per_session: 15, days_per_week: 5}
exempt: {causes: [disaster, epidemic], by: Điều 8 khoản 4}
orders:
  - {number: 215/UBND-VX, by: UBND tỉnh, from: 2026-11-20, until: 2026-11-30}
""",
    Kind.CALENDAR: """
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


@pytest.mark.parametrize("kind", Kind)
def test_schema_then_takes_the_examples_of_the_design(kind: Kind) -> None:
    assert list(faults(json_schema(kind), as_editors_read(DESIGN[kind]))) == []


def shipped() -> Iterator[tuple[Kind, Path]]:
    top = Path(__file__).parents[3]
    yield Kind.STATION, top / "station.yaml"
    profiles = top / "broadcaster" / "station" / "profiles"
    yield from ((Kind.REGULATION, path) for path in sorted(profiles.glob("*.yaml")))
    for folder in (top, top / "broadcaster" / "station" / "template"):
        yield from ((Kind.MESSAGE, path) for path in sorted((folder / "messages").glob("*.yaml")))
        yield from ((Kind.SCHEDULE, path) for path in sorted((folder / "schedules").glob("*.yaml")))


@pytest.mark.parametrize(("kind", "path"), list(shipped()), ids=lambda value: getattr(value, "stem", value))
def test_schema_then_takes_the_example_station_and_the_template(kind: Kind, path: Path) -> None:
    assert list(faults(json_schema(kind), as_editors_read(path.read_text("utf-8")))) == []


TOPS = {
    Kind.STATION: ("station.yaml", "name: x\n"),
    Kind.MESSAGE: ("messages/a.yaml", "title: x\nparts: [say: hi]\n"),
    Kind.SCHEDULE: ("schedules/a.yaml", "message: ok\nat: ['06:30']\n"),
    Kind.CALENDAR: ("calendar.yaml", ""),
    Kind.REGULATION: ("regulation.yaml", ""),
}


@pytest.mark.parametrize(
    ("kind", "written", "taken"),
    [
        (Kind.REGULATION, "rules: [{quiet: ['21:00-06:00', '11:30-13:00'], season: 10-16..04-15}]", True),
        (Kind.REGULATION, "rules: [{quiet: none, zones: [trung-tam], classes: [normal]}]", True),
        (Kind.REGULATION, "rules: [{season: 13-16..04-15, quiet: none}]", False),
        (Kind.REGULATION, "rules: [{sessions_per_day: 0}]", False),
        (Kind.REGULATION, "mourning: [{what: no-music, from: 2026-11-24, until: 2026-11-25}]", True),
        (Kind.SCHEDULE, "catch_up: 0", True),
        (Kind.SCHEDULE, "catch_up: 5", False),
        (Kind.SCHEDULE, "catch_up: 1h 30M", True),
        (Kind.SCHEDULE, "catch_up: ''", False),
        (Kind.MESSAGE, "gap: 0", True),
        (Kind.MESSAGE, "every: 0", False),
        (Kind.SCHEDULE, "lunar: [15, '01-01', '1']", True),
        (Kind.SCHEDULE, "lunar: [31]", False),
        (Kind.SCHEDULE, "lunar: ['115']", False),
        (Kind.SCHEDULE, "lunar: ['13-01']", False),
        (Kind.SCHEDULE, "days: [T2, Thứ Ba, thu tu, cn, FRI]", True),
        (Kind.SCHEDULE, "days: [hôm nay]", False),
        (Kind.SCHEDULE, "dates: [3/2/2026]", False),
        (Kind.SCHEDULE, "except: {holidays: có}", True),
        (Kind.SCHEDULE, "monthly: last", True),
        (Kind.SCHEDULE, "monthly: 31", True),
        (Kind.SCHEDULE, "monthly: 32", False),
        (Kind.SCHEDULE, "monthly: {weekday: mon, nth: 1}", True),
        (Kind.SCHEDULE, "monthly: [15, last, {weekday: thứ hai, nth: last}]", True),
        (Kind.SCHEDULE, "monthly: {weekday: mon, nth: 6}", False),
        (Kind.SCHEDULE, "monthly: {weekday: mon}", False),
        (Kind.SCHEDULE, "yearly: ['09-02', 2-29]", True),
        (Kind.SCHEDULE, "yearly: ['13-01']", False),
        (Kind.SCHEDULE, "monthly: 1\nnearest: workday", True),
        (Kind.SCHEDULE, "monthly: 1\nnearest: holiday", False),
        (Kind.SCHEDULE, "once: ['2026-11-27 17:30', 2026-11-27T6h30]", True),
        (Kind.SCHEDULE, "once: ['2026-11-27']", False),
        (Kind.SCHEDULE, "except: {once: ['27/11/2026 17:30']}", False),
        (Kind.SCHEDULE, "paused: có", True),
        (Kind.CALENDAR, "days: {a: {title: A, yearly: ['11-18']}}", True),
        (Kind.CALENDAR, "days: {a: {title: A, lunar: ['06-15+', 15]}}", True),
        (Kind.CALENDAR, "days: {a: {title: A}}", False),
        (Kind.CALENDAR, "days: {a: {yearly: ['11-18']}}", False),
        (Kind.CALENDAR, "days: {a: {title: A, yearly: ['11-18'], before: 31}}", False),
        (Kind.CALENDAR, "days: {a.b: {title: A, yearly: ['11-18']}}", False),
        (Kind.CALENDAR, "swaps: [{off: 2026-01-02, work: 2026-01-10}]", True),
        (Kind.CALENDAR, "swaps: [{work: 2026-01-10}]", False),
        (Kind.CALENDAR, "swaps: [{off: 2/1/2026}]", False),
        (Kind.CALENDAR, "rest: [chủ nhật]", True),
        (Kind.CALENDAR, "compensate: maybe", False),
        (Kind.CALENDAR, "day: {}", False),
        (Kind.STATION, "sources: {line-in: 2}", True),
        (Kind.STATION, "sources: {phong-hop: {line-in: 2}, b: 'line-in: 3'}", True),
        (Kind.STATION, "sources: {line-in: 200}", False),
        (Kind.STATION, "regulation: {quiet: none}", True),
        (Kind.STATION, "regulation: {quiet: 21h-5h30}", True),
        (Kind.STATION, "zones: {a.b: {channel: left}}", False),
        (Kind.STATION, "keying: {line: 17}", False),
        (Kind.STATION, "speech: {engines: [giọng]}", False),
        (Kind.STATION, "voices: {default: {giọng: a}}", False),
    ],
)
def test_schema_then_says_the_same_as_check(kind: Kind, written: str, taken: bool, make: Make) -> None:
    name, top = TOPS[kind]
    text = f"{top}{written}\n"
    found = [problem.file for problem in load(make({name: text})).problems]
    assert (name not in found) is taken
    assert (not list(faults(json_schema(kind), as_editors_read(text)))) is taken


def test_engine_for_tests_is_taken_and_offered_to_nobody(make: Make) -> None:
    assert load(make({"station.yaml": "name: x\nspeech: {engines: [tone]}\n"})).problems == ()
    assert "tone" not in json.dumps(json_schema(Kind.STATION))
    (problem, *_) = load(make({"station.yaml": "name: x\nspeech: {engines: [ton]}\n"})).problems
    assert "tone" not in problem.as_line()
