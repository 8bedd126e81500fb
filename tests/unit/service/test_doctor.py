"""The examination names what is broken and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.journal import Journal
from broadcaster.service.doctor import Level, examine

from .conftest import SETTINGS


def levels(folder: Path) -> dict[str, Level]:
    return {finding.code: finding.level for finding in examine(folder)}


def test_good_station_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text(SETTINGS)
    Journal.open(tmp_path / "state/journal.db", SystemClock()).close()
    found = levels(tmp_path)
    assert found["doctor.station"] is Level.OK
    assert found["doctor.engine"] is Level.OK
    assert found["doctor.journal"] is Level.OK
    assert found["doctor.output_silent"] is Level.WARN
    assert Level.FAIL not in found.values()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("station.yaml", "name: [\n", "doctor.station_bad"),
        ("station.yaml", "name: A\noutput: {device: no such device}\n", "doctor.no_output"),
        (
            "station.yaml",
            "name: A\nkeying: {type: serial, port: /dev/no-such-port}\n",
            "doctor.keying_no_device",
        ),
        ("audio_cache", "in the way", "doctor.not_writable"),
        ("state/journal.db", "no database " * 200, "doctor.journal_damaged"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / "station.yaml").write_text(SETTINGS)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    assert levels(tmp_path)[code] is Level.FAIL
