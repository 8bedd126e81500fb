"""`run --trust-clock` is somebody's word: where there are people, it asks whose."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from broadcaster.cli.asking.caller import Here
from broadcaster.cli.running.station_terminal import show_clock
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import PeopleError
from broadcaster.core.text.catalogue import explain
from broadcaster.people.roles.model import Role
from broadcaster.station.loading.loader import load
from tests.fakes import people


@pytest.fixture
def held(tmp_path: Path) -> Any:
    """A running station that does not trust its clock, and what was confirmed."""
    (tmp_path / "station.yaml").write_text("name: A\n")
    (tmp_path / "state").mkdir()
    confirmed: list[str] = []
    return SimpleNamespace(
        folder=tmp_path,
        confirmed=confirmed,
        station=load(tmp_path).station,
        now=SystemClock().now(),
        clock_status=lambda: SimpleNamespace(trusted=False, why="x"),
        confirm_clock=lambda who, shown: confirmed.append(who),
    )


def test_without_a_name_it_is_refused_and_says_how_to_give_one(held: Any) -> None:
    people.found(held.folder, people.person(Role.OFFICER))
    here = Here(held.folder)
    try:
        with pytest.raises(PeopleError) as caught:
            show_clock(held, here, trust=True)
    finally:
        here.close()
    assert caught.value.code == "people.who_asks"
    assert "--as" in explain(caught.value)
    assert held.confirmed == []


def test_a_station_without_people_takes_the_word_of_its_account(held: Any) -> None:
    here = Here(held.folder)
    try:
        show_clock(held, here, trust=True)
    finally:
        here.close()
    assert held.confirmed == [here.who]
