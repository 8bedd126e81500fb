"""`--no-wait` cannot return at once where no station runs that would air it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TOLD = "Không có đài nào đang chạy: phát từ lệnh này, nên --no-wait vẫn chờ đến khi phát xong.\n"


@pytest.mark.parametrize("more", [(), ("--no-wait",)], ids=["waits", "no wait"])
def test_no_wait_without_a_station_says_that_it_waits(tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài thử\noutput: none\nspeech: {engines: [tone]}\n")
    program = "from broadcaster.cli import main; main()"
    command = [sys.executable, "-c", program, "--station", str(tmp_path), "play", "khong-co", *more]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(TOLD) is bool(more)
