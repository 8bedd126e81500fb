"""What only an emergency may say of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.forms.reference import FileKind, json_schema
from broadcaster.station.loading.loader import load, take
from broadcaster.station.model.sound import Rest, Siren, Stroke
from broadcaster.station.yaml.problems import Severity

Make = Callable[[Mapping[str, str | bytes]], Path]
NORMAL = "title: x\nparts: [say: hi]\n"
FLOOD = "title: x\npriority: emergency\nrepeat: until_stopped\nevery: 5m\nparts: [say: hi]\n"


def test_emergency_until_stopped_then_one_airing_and_its_step(make: Make) -> None:
    message = take(make({"messages/m.yaml": FLOOD})).messages["m"]
    assert (message.repeat, message.every) == (1, 300.0)


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        (FLOOD.replace("priority: emergency\n", ""), 2, 9, "endless_not_emergency"),
        (FLOOD.replace("every: 5m\n", ""), 3, 9, "endless_needs_every"),
        (FLOOD.replace("until_stopped", "2"), 4, 8, "every_needs_endless"),
        (FLOOD.replace("5m", "5s"), 4, 8, "duration_range"),
        (FLOOD.replace("until_stopped", "until-stopped"), 3, 9, "unknown_word"),
        (FLOOD.replace("until_stopped", "hai"), 3, 9, "want_whole_number"),
        (FLOOD.replace("[say: hi]", "[say: hi, pause: 40s, pause: 21s]"), 5, 8, "mostly_silent"),
        (NORMAL.replace("[say: hi]", f"[say: hi{', pause: 10m' * 2}]"), 2, 8, "mostly_silent"),
    ],
)
def test_slip_about_repeating_then_told_at_its_place(
    text: str, line: int, column: int, code: str, make: Make, clock: FakeClock
) -> None:
    (problem,) = load(make({"messages/m.yaml": text}), clock=clock).problems
    assert (problem.line, problem.column, problem.code) == (line, column, f"station.{code}")


def test_schedule_of_a_message_until_stopped_then_warned_that_it_airs_once(
    make: Make, clock: FakeClock
) -> None:
    files = {"messages/m.yaml": FLOOD, "schedules/s.yaml": 'messages: [ok, m]\nat: ["07:00"]\n'}
    (problem,) = load(make(files), clock=clock).problems
    assert (problem.code, problem.severity) == ("station.once_on_schedule", Severity.WARNING)
    assert (problem.file, problem.line, problem.column) == ("schedules/s.yaml", 1, 16)


OWN = """\
name: x
sound: {emergency: lu}
sirens:
  lu:
    steps: [{from: 400, to: 800, for: 2s}, {rest: 1s}, {from: 700, for: 1s}]
    times: 2
"""


def test_ward_s_own_siren_then_a_pattern_that_messages_may_choose(make: Make) -> None:
    text = "title: x\npriority: emergency\nsiren: siren-dam\nparts: [say: hi]\n"
    station = take(make({"station.yaml": OWN, "messages/ok.yaml": text}))
    steps = (Stroke(first=400, last=800, length=2), Rest(length=1), Stroke(first=700, last=700, length=1))
    assert station.settings.sirens == {"lu": Siren(steps=steps, times=2)}
    assert station.settings.sound.emergency == "lu"
    assert station.messages["ok"].siren == "siren-dam"


@pytest.mark.parametrize(
    ("file", "text", "line", "column", "code", "near"),
    [
        ("station.yaml", OWN.replace("emergency: lu", "emergency: lù"), 2, 20, "unknown_siren", "lu"),
        (
            "messages/m.yaml",
            "title: x\nsiren: siren-damm\nparts: [say: hi]\n",
            2,
            8,
            "unknown_siren",
            "siren-dam",
        ),
        (
            "station.yaml",
            OWN.replace("  lu:", "  siren:").replace("emergency: lu", ""),
            5,
            5,
            "reserved_name",
            None,
        ),
        ("station.yaml", OWN.replace("times: 2", "times: 60"), 5, 12, "long_siren", None),
        ("station.yaml", OWN.replace("from: 400", "from: 40"), 5, 20, "too_small", None),
        ("station.yaml", "name: x\nsound: {opening: siren}\n", 2, 18, "unknown_word", None),
    ],
)
def test_slip_about_sirens_then_told_at_its_place(
    file: str, text: str, line: int, column: int, code: str, near: str | None, make: Make, clock: FakeClock
) -> None:
    problems = [p for p in load(make({file: text}), clock=clock).problems if p.file == file]
    first = problems[0]
    assert (first.line, first.column, first.code) == (line, column, f"station.{code}")
    if near is not None:
        assert first.facts["near"] == near


BUTTON = "contacts: {nut: {type: gpio, line: 17, active: low, message: m, hold: 1s, emergency: có}}\n"


def test_contact_then_its_message_hold_right_and_driver_s_keys(make: Make) -> None:
    station = take(make({"station.yaml": "name: x\n" + BUTTON, "messages/m.yaml": FLOOD}))
    contact = station.settings.contacts["nut"]
    assert (contact.type, contact.message, contact.hold, contact.emergency) == ("gpio", "m", 1.0, True)
    assert {**contact.options, "type": "gpio"} == {"type": "gpio", "line": "17", "active": "low"}


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        (BUTTON.replace("message: m", "message: mm"), "unknown_message", Severity.ERROR),
        (BUTTON.replace("gpio", "gipo"), "unknown_word", Severity.ERROR),
        (BUTTON.replace("hold: 1s", "hold: 0s"), "duration_range", Severity.ERROR),
        (BUTTON.replace("message: m", "message: ok"), "contact_unprepared", Severity.WARNING),
    ],
)
def test_slip_about_contacts_then_told(
    text: str, code: str, severity: Severity, make: Make, clock: FakeClock
) -> None:
    problems = load(
        make({"station.yaml": "name: x\n" + text, "messages/m.yaml": FLOOD}), clock=clock
    ).problems
    told = {p.code: p.severity for p in problems if p.file == "station.yaml"}
    assert told[f"station.{code}"] is severity


def test_schema_knows_until_stopped() -> None:
    properties = json_schema(FileKind.MESSAGE)["properties"]
    assert isinstance(properties, dict)
    assert "until_stopped" in str(properties["repeat"])
    assert "every" in properties
