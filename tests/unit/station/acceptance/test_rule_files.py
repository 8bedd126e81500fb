"""Where the ward is, and how alerts are told: a file of the folder changes nothing alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from broadcaster.alerts.gate.ward import ward_of
from broadcaster.alerts.judging.area import WardArea
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import AlertsError
from broadcaster.playout.operator.alert_request import template_of
from broadcaster.station.acceptance.change_rows import parts, problems
from broadcaster.station.acceptance.confirmation import Confirmed, under_rule
from broadcaster.station.acceptance.intake import take
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.rule_files import FOLDER, TEMPLATE
from broadcaster.station.model.sound import StationPlace

STATION = "name: Đài thử\nplace: {code: '03151', outline: o.geojson}\n"


def drawn(*, east: float) -> str:
    ring = [[103.4, 22.3], [east, 22.3], [east, 22.4], [103.4, 22.4], [103.4, 22.3]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


OWN, COUNTRY = drawn(east=103.5), drawn(east=110.0)


class Ward:
    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, folder / "state"
        self.clock = FakeClock(datetime(2026, 11, 26, 3, tzinfo=UTC))
        self.outline, self.station = folder / "o.geojson", folder / "station.yaml"
        self.station.write_text(STATION)
        self.outline.write_text(OWN)
        self.start()

    def start(self) -> StationPlace:
        self.confirmed = Confirmed(self.state)
        return self.take()

    def take(self) -> StationPlace:
        self.clock.advance(2)
        taken = take(self.folder, self.state, confirmed=self.confirmed, clock=self.clock)
        return taken.station.settings.place

    @property
    def waits(self) -> set[str]:
        waiting = self.confirmed.waiting
        return set() if waiting is None else {one.path for one in waiting.keys}

    def area(self, place: StationPlace | None = None) -> WardArea:
        return ward_of(place or self.start(), self.folder)


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


def test_an_outline_that_is_overwritten_waits_and_the_old_one_holds_over_restarts(ward: Ward) -> None:
    own = ward.area()
    ward.outline.write_text(COUNTRY)
    assert ward.area(ward.take()) == own
    assert ward.waits == {"place.drawn"}
    assert ward.area() == own
    waiting = ward.confirmed.waiting
    assert waiting is not None
    assert len(parts("clock.waits", waiting)) == 1
    assert len(problems(waiting, load(ward.folder).trees)) == 1, "check tells"
    ward.confirmed.confirm(waiting.id)
    assert ward.area() != own
    assert not ward.waits


@pytest.mark.parametrize("place", ["place: {}", "place: {code: '03151'}", "place: {outline: khac.geojson}"])
def test_an_outline_or_code_that_is_taken_away_waits(ward: Ward, place: str) -> None:
    own = ward.area()
    ward.station.write_text(f"name: Đài thử\n{place}\n")
    assert ward.area(ward.take()) == own
    assert {"place.outline", "place.drawn"} <= ward.waits
    assert ("place.code" in ward.waits) is ("code" not in place)


def test_an_outline_file_that_is_removed_waits(ward: Ward) -> None:
    own = ward.area()
    ward.outline.unlink()
    assert ward.area() == own
    assert ward.waits == {"place.drawn"}


def test_a_yes_is_to_the_outline_that_was_shown(ward: Ward) -> None:
    ward.outline.write_text(COUNTRY)
    ward.take()
    waiting = ward.confirmed.waiting
    assert waiting is not None
    ward.outline.write_text(drawn(east=120.0))
    ward.confirmed.confirm(waiting.id)
    place = ward.take()
    assert ward.waits == {"place.drawn"}
    ward.outline.unlink()
    assert ward.area(place) == ward.area(ward.take())


def test_only_what_holds_or_waits_is_kept(ward: Ward) -> None:
    for east in (105.0, 106.0, 107.0):
        ward.outline.write_text(drawn(east=east))
        ward.take()
    assert len(list((ward.state / FOLDER).iterdir())) == 2
    ward.outline.write_text(OWN)
    ward.take()
    assert not ward.waits
    assert len(list((ward.state / FOLDER).iterdir())) == 1


def test_no_other_file_is_kept_as_an_outline(ward: Ward) -> None:
    (ward.folder / "secrets.yaml").write_text("mail: bimat\n")
    ward.station.write_text("name: Đài thử\nplace: {outline: secrets.yaml}\n")
    ward.take()
    assert not any(b"bimat" in one.read_bytes() for one in (ward.state / FOLDER).iterdir())


def test_what_was_kept_is_used_only_while_it_is_the_same(ward: Ward) -> None:
    place = ward.start()
    (kept,) = (ward.state / FOLDER).iterdir()
    kept.write_text(COUNTRY)
    assert ward.area(place) == ward_of(place, ward.folder)
    ward.outline.write_text(COUNTRY)
    with pytest.raises(AlertsError):
        ward_of(place, ward.folder)


def test_a_command_without_a_station_judges_by_what_holds(ward: Ward) -> None:
    own = ward.area()
    ward.outline.write_text(COUNTRY)
    station = load(ward.folder).station
    assert station is not None
    held, waiting = under_rule(station)
    assert waiting is not None
    assert ward.area(held.settings.place) == own


def test_an_update_of_the_program_takes_the_outline_as_it_is(ward: Ward) -> None:
    own, kept = ward.area(), ward.state / "confirmed.json"
    before = json.loads(kept.read_text())
    del before["keys"]["place.drawn"]
    kept.write_text(json.dumps(before))
    assert ward.area() == own
    assert not ward.waits


SHIPPED = files("broadcaster.alerts").joinpath("templates", "alert.yaml").read_text("utf-8")
HIGH, LOW = "mức đặc biệt nghiêm trọng", "mức rất cao"


class TestTemplate:
    """What `templates/alerts/alert.yaml` says counts once a leader accepted that very text."""

    def write(self, ward: Ward, text: str) -> None:
        path = ward.folder / TEMPLATE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def told(self, ward: Ward) -> str:
        """How the worst alert is called by what holds."""
        ward.clock.advance(2)
        taken = take(ward.folder, ward.state, confirmed=ward.confirmed, clock=ward.clock)
        return str(template_of(taken.station)["severities"]["Extreme"])

    def yes(self, ward: Ward) -> None:
        waiting = ward.confirmed.waiting
        assert waiting is not None
        assert len(parts("clock.waits", waiting)) == 1
        ward.confirmed.confirm(waiting.id)

    def test_another_text_waits_and_a_later_one_waits_again(self, ward: Ward) -> None:
        assert self.told(ward) == HIGH
        self.write(ward, SHIPPED.replace(HIGH, LOW))
        assert self.told(ward) == HIGH
        assert ward.waits == {"alert_words"}
        self.yes(ward)
        assert self.told(ward) == LOW
        assert not ward.waits
        self.write(ward, SHIPPED.replace(HIGH, "mức bình thường"))
        assert self.told(ward) == LOW
        ward.start()
        assert self.told(ward) == LOW, "after a restart too"
        (ward.folder / TEMPLATE).unlink()
        assert self.told(ward) == LOW
        assert ward.waits == {"alert_words"}, "that it is gone waits too"

    def test_a_yes_is_to_the_text_that_was_there(self, ward: Ward) -> None:
        self.write(ward, SHIPPED.replace(HIGH, LOW))
        self.told(ward)
        self.write(ward, SHIPPED.replace(HIGH, "mức giả"))
        self.yes(ward)
        assert self.told(ward) == LOW
        assert ward.waits == {"alert_words"}

    def test_a_file_with_a_fault_is_told_and_changes_nothing(self, ward: Ward) -> None:
        self.write(ward, SHIPPED.replace("{sender}", ""))
        assert self.told(ward) == HIGH
        assert not ward.waits
        problems = load(ward.folder).problems
        assert [one.code for one in problems] == ["station.alert_template_blanks"]
        assert not any(b"Extreme" in one.read_bytes() for one in (ward.state / FOLDER).iterdir())

    def test_what_was_there_before_the_station_or_the_program_waits(self, tmp_path: Path) -> None:
        (tmp_path / TEMPLATE).parent.mkdir(parents=True)
        (tmp_path / TEMPLATE).write_text(SHIPPED.replace(HIGH, LOW))
        ward = Ward(tmp_path)
        assert self.told(ward) == HIGH, "a new station"
        assert ward.waits == {"alert_words"}
        kept = ward.state / "confirmed.json"
        before = json.loads(kept.read_text())
        before["keys"].pop("alert_words", None)
        kept.write_text(json.dumps(before))
        ward.start()
        assert self.told(ward) == HIGH, "an update of the program"
        before["keys"] = None
        kept.write_text(json.dumps(before))
        (ward.state / "accepted.zip").unlink()
        ward.start()
        assert self.told(ward) == HIGH, "what held is lost"

    def test_a_link_is_not_followed(self, ward: Ward) -> None:
        (ward.folder / "khac.yaml").write_text(SHIPPED.replace(HIGH, LOW))
        (ward.folder / TEMPLATE).parent.mkdir(parents=True)
        (ward.folder / TEMPLATE).symlink_to(ward.folder / "khac.yaml")
        assert self.told(ward) == HIGH
        assert not ward.waits

    def test_a_command_without_a_station_tells_by_what_holds(self, ward: Ward) -> None:
        self.write(ward, SHIPPED.replace(HIGH, LOW))
        self.told(ward)
        station = load(ward.folder).station
        assert station is not None
        assert template_of(under_rule(station)[0])["severities"]["Extreme"] == HIGH
        (ward.state / "confirmed.json").unlink()
        assert template_of(under_rule(station)[0])["severities"]["Extreme"] == HIGH
