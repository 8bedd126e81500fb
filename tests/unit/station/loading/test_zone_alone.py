"""The time zone is read alone, also where station.yaml keeps passwords apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.station.loading.sources import zone_of


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("name: Đài\ntimezone: Asia/Bangkok\nsources: {vov: !secret vov}\n", "Asia/Bangkok"),
        ("name: Đài\nsources: {vov: !secret vov}\n", "Asia/Ho_Chi_Minh"),
    ],
)
def test_secret_in_station_yaml_made_the_log_claim_that_it_is_broken(
    tmp_path: Path, text: str, zone: str
) -> None:
    (tmp_path / "station.yaml").write_text(text)
    found = zone_of(tmp_path)
    assert found is not None
    assert found.key == zone


def test_what_is_really_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("name: [Đài\n")
    assert zone_of(tmp_path) is None


def test_what_is_larger_than_any_station_yaml_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "station.yaml").open("wb") as file:
        file.truncate(1 << 40)  # of holes
    assert zone_of(tmp_path) is None
