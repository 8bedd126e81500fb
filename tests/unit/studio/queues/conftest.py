"""A clock at noon and a renderer that makes no sound, for every test of rendering."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from tests.fakes.renderer import Renderer

NOON = datetime(2021, 2, 3, 5, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture
def renderer(clock: FakeClock, tmp_path: Path) -> Renderer:
    return Renderer(clock, tmp_path)
