"""A small station to plant mistakes in, and the example station at the top of the repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock

SMALL = {
    "station.yaml": "name: x\nzones: {trung-tam: {}}\nsources: {vov1: 'http://a/b.mp3'}\n",
    "messages/ok.yaml": "title: x\nparts: [say: hi]\n",
    "messages/old.yaml": "title: x\nvalid: {until: 2021-02-28}\nparts: [say: hi]\n",
}

Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 25, 3, 0, tzinfo=UTC))


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write the small station with other files in it or instead; gives its folder."""

    def written(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "station"
        recordings = {"recordings/a.ogg": b"sound", "recordings/empty.ogg": b""}
        for name, content in {**SMALL, **recordings, **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return written


@pytest.fixture(scope="session")
def example() -> Path:
    """The example station."""
    return Path(__file__).parents[3]
