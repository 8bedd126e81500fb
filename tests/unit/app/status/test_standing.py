"""The running station is not called well while something stands that people must mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.core.errors import PeopleError, PlayoutError
from broadcaster.playout.director.faults import KEPT
from tests.fakes.station import settings


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationFacade]:
    (tmp_path / "station.yaml").write_text(settings("tone"))
    running = RunningStation(tmp_path, Mode())
    running.open()
    yield running.facade
    running.close()


def test_station_is_not_well_while_an_approved_message_is_silent_whatever_else_happens(
    station: StationFacade,
) -> None:
    silent = PeopleError("people.pin_silent", message="lu")
    station.report(silent)
    for number in range(2 * KEPT):
        station.report(PlayoutError("playout.source_lost", source=f"vov{number}", reason="-"))
    found = {reason.code: reason.facts for reason in station.status().reasons}
    assert found.get("people.pin_silent") == {"message": "lu"}
    assert len(station.status().errors) <= KEPT + 1
