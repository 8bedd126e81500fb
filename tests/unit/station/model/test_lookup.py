"""A message by the name that a person gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.errors import StationError
from broadcaster.station.loading.loader import take
from broadcaster.station.model.station import Station, find_message


@pytest.fixture
def station(tmp_path: Path) -> Station:
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages/hop-dan.yaml").write_text("title: Họp\nparts:\n  - say: Mời họp.\n")
    return take(tmp_path)


def test_message_is_found_by_its_id(station: Station) -> None:
    assert find_message(station, "hop-dan").title == "Họp"


@pytest.mark.parametrize(
    ("name", "code", "fact"),
    [("hop-dann", "station.no_message_near", "hop-dan"), ("xyz", "station.no_message", "hop-dan")],
)
def test_unknown_name_is_answered_with_what_there_is(
    station: Station, name: str, code: str, fact: str
) -> None:
    with pytest.raises(StationError) as caught:
        find_message(station, name)
    assert caught.value.code == code
    assert fact in caught.value.facts.values()
