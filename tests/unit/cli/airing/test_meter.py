"""The level meter on the terminal."""

from __future__ import annotations

import pytest

from broadcaster.cli.airing.progress import WIDTH, level_bar


@pytest.mark.parametrize(
    ("peak", "filled", "shown"),
    [(0, 0, "-60,0"), (32768, WIDTH, "0,0"), (1036, WIDTH // 2, "-30,0"), (1, 0, "-60,0")],
)
def test_bar_grows_with_the_level(peak: int, filled: int, shown: str) -> None:
    drawn = level_bar(peak)
    assert drawn.count("#") == filled
    assert drawn.count("#") + drawn.count(".") == WIDTH
    assert f"{shown} dB" in drawn
