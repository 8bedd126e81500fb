"""`--no-wait` cannot return at once where no station runs that would air it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.here import Command

TOLD = "Không có đài nào đang chạy: phát từ lệnh này, nên --no-wait vẫn chờ đến khi phát xong.\n"


@pytest.mark.parametrize("more", [(), ("--no-wait",)], ids=["waits", "no wait"])
def test_no_wait_without_a_station_says_that_it_waits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    command = Command(tmp_path, capsys)
    command.write("station.yaml", "name: Đài thử\noutput: none\nspeech: {engines: [tone]}\n")
    done = command("play", "khong-co", *more)
    assert done.code == 1
    assert done.err.startswith(TOLD) is bool(more)
