"""regulation.yaml: what may be written, what is wrong with it, and that what holds stays."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading import archive
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.partial import Whole, whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.message import Priority
from broadcaster.station.model.regulation import Decision, Quotas, Regulation, RegulationRule, Season
from broadcaster.station.model.settings import Settings
from broadcaster.station.rules.rulebook import book_of, refusing, rules_of, warning
from tests.unit.station.conftest import Make

FILE = "regulation.yaml"
BOOK = """
decision: {number: 15/QĐ-UBND, on: 2026-03-02}
rules:
  - {by: Điều 7, quiet: ["20:30-05:30", "11:30-13:00"], season: 10-16..04-15}
  - {by: Điều 8 khoản 1, sessions_per_day: 2, minutes_per_session: 15, days_per_week: 5, zones: [trung-tam]}
  - {minutes_per_day: 40, classes: [normal], valid: {from: 2026-01-01}}
"""


def test_rules_are_read_and_each_states_its_article(make: Make, clock: FakeClock) -> None:
    loaded = load(make({FILE: BOOK}), clock=clock)
    assert loaded.problems == ()
    assert loaded.station is not None
    settings = loaded.station.settings
    book = book_of(settings)
    assert book.decision == Decision(number="15/QĐ-UBND", on=date(2026, 3, 2))
    assert book.rules[0].quiet == ((time(20, 30), time(5, 30)), (time(11, 30), time(13)))
    assert book.rules[0].season == Season((10, 16), (4, 15))
    assert book.rules[2].classes == (Priority.NORMAL,)
    assert [rule.by for rule in rules_of(settings)] == [
        "Điều 7, 15/QĐ-UBND",
        "Điều 8 khoản 1, 15/QĐ-UBND",
        "15/QĐ-UBND",
    ]


@pytest.mark.parametrize(
    ("first", "refuses"),
    [
        ("", False),
        ("quotas: warn\n", False),
        ("decision: {number: 1/QĐ, on: 2026-01-01}\n", True),
        ("decision: {number: 1/QĐ, on: 2026-01-01}\nquotas: warn\n", False),
        ("decision: {number: 1/QĐ, on: 2026-01-01}\nquotas: refuse\n", True),
    ],
)
def test_quotas_refuse_once_the_ward_has_its_own_decision(
    make: Make, clock: FakeClock, first: str, refuses: bool
) -> None:
    station = load(make({FILE: f"{first}rules: [{{sessions_per_day: 2}}]\n"}), clock=clock).station
    assert station is not None
    assert (len(refusing(station.settings)), len(warning(station.settings))) == (
        (1, 0) if refuses else (0, 1)
    )


def test_block_of_station_yaml_is_one_rule() -> None:
    block = Regulation(quiet=None, sessions_per_day=3, quotas=Quotas.REFUSE)
    (rule,) = refusing(Settings(name="x", regulation=block))
    assert rule == RegulationRule(quiet=(), sessions_per_day=3, minutes_per_session=15, days_per_week=5)


@pytest.mark.parametrize(
    ("text", "line", "column", "code"),
    [
        ("rules: [{season: 13-01..04-15, quiet: none}]\n", 1, 18, "station.bad_season"),
        ("rules: [{season: 02-30..04-15, quiet: none}]\n", 1, 18, "station.bad_season"),
        ("rules: [{by: Điều 3}]\n", 1, 9, "station.empty_rule"),
        ("rules: [{quiet: [none]}]\n", 1, 17, "station.bad_period"),
        ("quotas: refuse\nrules: [{days_per_week: 5}]\n", 1, 9, "station.quotas_without_decision"),
        ("rules:\n  - {zones: [ban-xa], quiet: none}\n", 2, 14, "station.unknown_zone"),
        ("rules: [{quite: none, days_per_week: 1}]\n", 1, 10, "station.unknown_key"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    make: Make, clock: FakeClock, text: str, line: int, column: int, code: str
) -> None:
    found = load(make({FILE: text}), clock=clock).problems
    assert [(p.file, p.line, p.column, p.code) for p in found] == [(FILE, line, column, code)]
    assert all(p.message and p.hint for p in found)


def test_both_ways_at_once_are_one_problem(make: Make, clock: FakeClock) -> None:
    station = "name: x\nzones: {trung-tam: {}}\nregulation: {quiet: none}\n"
    messages = {"messages/ok.yaml": "title: x\nparts: [say: hi]\n"}
    found = load(make({"station.yaml": station, FILE: BOOK, **messages}), clock=clock)
    told = [(p.file, p.line, p.column, p.code) for p in found.problems]
    assert told == [("station.yaml", 3, 13, "station.two_regulations")]


@pytest.fixture
def folder(make: Make, clock: FakeClock) -> Path:
    made = make({FILE: BOOK})
    archive.keep(load(made, clock=clock), made / "state")
    return made


def taken(folder: Path, clock: FakeClock) -> Whole:
    return whole(FolderSource(folder), archive.opened(folder / "state", folder), clock=clock)


def test_broken_rules_stay_as_they_were_accepted(folder: Path, clock: FakeClock) -> None:
    (folder / FILE).write_text("rules: [{quiet: 25:00-06:00}]\n")
    found = taken(folder, clock)
    assert found.stays == (FILE,)
    assert found.loaded.station is not None
    assert len(rules_of(found.loaded.station.settings)) == 3


def test_rules_that_no_longer_suit_the_zones_keep_everything_as_it_was(
    folder: Path, clock: FakeClock
) -> None:
    (folder / "station.yaml").write_text("name: x\nzones: {khac: {}}\nsources: {vov1: 'http://a/b.mp3'}\n")
    found = taken(folder, clock)
    assert found.loaded.station is None
    assert [p.code for p in found.problems] == ["station.unknown_zone"]
