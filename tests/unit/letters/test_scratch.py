from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from broadcaster.letters.reader_process import PREFIX, YOUNG, scratch, sweep


def _made_old(folder: Path) -> None:
    os.utime(folder, (time.time() - 2 * YOUNG,) * 2)


def test_what_a_killed_process_left_behind_goes_with_the_next_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "from broadcaster.letters.reader_process import scratch\n"
        "with scratch() as folder:\n"
        "    (folder / 'page.png').write_bytes(b'x'); print(folder, flush=True); import time; time.sleep(60)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    left = Path(child.stdout.readline().strip())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _made_old(left)
    sweep(tmp_path)
    assert left.is_dir()  # its process still reads
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with scratch() as folder:
        assert [path for path in tmp_path.iterdir() if path != folder] == []
    assert list(tmp_path.iterdir()) == []


def test_files_links_and_young_folders_of_that_name_stay(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}young").mkdir()
    (tmp_path / f"{PREFIX}file").write_bytes(b"x")
    (tmp_path / "kept").mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "kept")
    for path in (tmp_path / "kept", tmp_path / f"{PREFIX}file"):
        _made_old(path)
    before = sorted(tmp_path.iterdir())
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == before
