"""Orders and days of mourning in regulation.yaml, with every other byte as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StationError
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.regulation import add_order, end_mourning, end_order, mourn
from broadcaster.station.editing.scaffold import make as scaffold
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.loading.loader import load
from broadcaster.station.model.regulation import Mourning, RegulationOrder, Rulebook, Sorrow
from broadcaster.station.rules.rulebook import book_of, rules_of
from broadcaster.station.yaml.problems import BadStation, Severity
from tests.unit.station.conftest import Make

RULES = "# Quy chế của phường\nrules:\n  - {by: Điều 8, sessions_per_day: 2}  # hai buổi\n"
ORDER = RegulationOrder(
    number="215/UBND-VX", by="UBND huyện", first=date(2026, 11, 20), until=date(2026, 11, 30)
)
TODAY = date(2026, 11, 25)


def book(folder: Path, clock: FakeClock) -> Rulebook:
    loaded = load(folder, clock=clock)
    assert loaded.station is not None
    return loaded.station.settings.rulebook or Rulebook()


@pytest.mark.parametrize("written", [None, RULES], ids=["no file", "rules"])
def test_order_is_entered_and_ends_yesterday(make: Make, clock: FakeClock, written: str | None) -> None:
    folder = make({} if written is None else {"regulation.yaml": written})
    files = Documents(folder, clock)
    add_order(files, ORDER, by="lan")
    later = RegulationOrder(number="7/CT", by="UBND tỉnh", first=date(2026, 12, 1), until=date(2026, 12, 2))
    add_order(files, later, by="lan")
    assert [(one.number, one.entered_by) for one in book(folder, clock).orders] == [
        ("215/UBND-VX", "lan"),
        ("7/CT", "lan"),
    ]
    with pytest.raises(StationError) as known:
        add_order(files, ORDER, by="lan")
    assert known.value.code == "station.order_known"
    end_order(files, ORDER.number, TODAY, by="lan")
    end_order(files, later.number, TODAY, by="lan")
    assert [(one.number, one.until) for one in book(folder, clock).orders] == [
        ("215/UBND-VX", date(2026, 11, 24))
    ]
    with pytest.raises(StationError) as over:
        end_order(files, ORDER.number, TODAY, by="lan")
    assert over.value.code == "station.nothing_to_end"
    assert (folder / "regulation.yaml").read_text().startswith(written or "")


def test_mourning_is_one_switch_and_one_that_has_not_begun_goes(make: Make, clock: FakeClock) -> None:
    folder = make({})
    files = Documents(folder, clock)
    days = Mourning(what=Sorrow.SILENCE, first=date(2026, 11, 26), until=date(2026, 11, 27))
    mourn(files, days, by="lan")
    assert [one.what for one in book(folder, clock).mourning] == [Sorrow.SILENCE]
    end_mourning(files, TODAY, by="lan")
    assert book(folder, clock).mourning == ()


def test_order_without_rules_leaves_the_block_of_station_yaml(make: Make, clock: FakeClock) -> None:
    station = "name: x\nregulation: {quiet: none, sessions_per_day: 3}\nsources: {vov1: 'http://a/b.mp3'}\n"
    folder = make({"station.yaml": station})
    add_order(Documents(folder, clock), ORDER, by="lan")
    loaded = load(folder, clock=clock)
    assert loaded.station is not None
    assert rules_of(loaded.station.settings)[0].sessions_per_day == 3


def test_order_that_ends_before_it_begins_is_refused_whole(make: Make, clock: FakeClock) -> None:
    folder = make({"regulation.yaml": RULES})
    wrong = RegulationOrder(number="1", by="x", first=date(2026, 12, 2), until=date(2026, 12, 1))
    with pytest.raises(BadStation):
        add_order(Documents(folder, clock), wrong, by="lan")
    assert (folder / "regulation.yaml").read_text() == RULES


@pytest.mark.parametrize("name", profiles())
def test_shipped_regulation_makes_a_station_that_warns(tmp_path: Path, clock: FakeClock, name: str) -> None:
    folder = tmp_path / "tram"
    scaffold(folder, name)
    loaded = load(folder, clock=clock)
    assert [p for p in loaded.problems if p.severity is Severity.ERROR] == []
    assert loaded.station is not None
    assert loaded.station.settings.rulebook is not None
    assert not book_of(loaded.station.settings).refuses
    assert all(rule.by for rule in rules_of(loaded.station.settings))
    assert "# Nguồn" in profiles()[name] or "Nghị định" in profiles()[name]


def test_orders_that_many_enter_at_once_are_all_there(make: Make, clock: FakeClock) -> None:
    folder = make({"regulation.yaml": RULES})
    wanted = [RegulationOrder(number=f"{n}/QĐ", by="UBND xã", first=TODAY, until=TODAY) for n in range(12)]
    with ThreadPoolExecutor(12) as many:
        list(many.map(lambda one: add_order(Documents(folder, clock), one, by="lan"), wanted))
    assert {one.number for one in book(folder, clock).orders} == {one.number for one in wanted}
