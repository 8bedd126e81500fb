"""Letters made to do harm cost bounded time and memory and leave nothing behind.

`python -m benchmarks.hostile_letters` shows the figures of each.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from benchmarks.hostile_letters import HOSTILE, read_in
from broadcaster.core.text.catalogue import has
from broadcaster.letters.reader_process import CPU, PATIENCE

pytestmark = pytest.mark.patient
MEMORY = 1024  # MB of the reader
# These use up the two minutes of processor time that a letter gets.
WHOLE_TIME = {
    "jpeg with 45 MB of notes",
    "pdf with a picture of 30 000 × 30 000",
    "progressive jpeg of 7700 × 7700",
    "tiff of 5000 pictures",
    "tiff of 200 pictures of 7700 × 7700",
    "png that moves, 30 × 4000 × 4000",
    "png of 7700 × 7700",
    "png with a colour profile of a gigabyte",
}
WAITING = 128  # MB of the process that waits for it, the file of 45 MB included


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.lab] if name in WHOLE_TIME else []) for name in HOSTILE]
)
def test_hostile_letter_is_answered_within_bounds_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, wanted = HOSTILE[name]
    source, temporary = tmp_path / "a", tmp_path / "tmp"
    source.write_bytes(make())
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    found = read_in(source)
    if wanted:
        assert found.answer == wanted
    else:
        assert found.answer.endswith(" blocks") or has(found.answer), found
    assert found.seconds < max(CPU, PATIENCE)
    assert found.child < MEMORY
    assert found.waiting < WAITING
    assert list(temporary.iterdir()) == []
