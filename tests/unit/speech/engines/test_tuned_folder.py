from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import broadcaster
from broadcaster.speech.engines import espeak_child
from broadcaster.speech.engines.espeak import find


def _speak(temporary: Path) -> int:
    """Bytes of a short sentence of the tuned voice, its files being offered `temporary` first."""
    home = find()
    assert home is not None
    script = (
        "import sys; from broadcaster.speech.engines.espeak_child import Espeak;"
        "e = Espeak(*sys.argv[1:], tuned=True);"
        "a = e.answer({'words': 'xin chào', 'phonemes': False, 'voice': 'vi', 'wpm': 130, 'volume': 80,"
        "'pitch': 50, 'range': 50}); print(len(a))"
    )
    command = [sys.executable, "-c", script, str(home.library), str(home.data)]
    environment = {
        **os.environ,
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(Path(broadcaster.__file__).parents[1]),
    }
    return int(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)


def test_the_child_leaves_no_files_behind(tmp_path: Path) -> None:
    assert _speak(tmp_path) > 20000
    assert list(tmp_path.iterdir()) == []


def test_the_child_speaks_though_the_folder_for_temporary_files_takes_nothing() -> None:
    assert _speak(Path("/proc/self")) > 20000


FULL = """
import sys
from broadcaster.speech.engines import espeak_child as child
makes = child._new_folder
def full(place):
    tried.append(str(place))
    if str(place) == sys.argv[3]:
        return makes(place)
    raise OSError(28, "full")
tried, child._new_folder = [], full
espeak = child.Espeak(*sys.argv[1:3], tuned=True, spare=sys.argv[4])
asked = {'words': 'xin chào', 'phonemes': False, 'voice': 'vi', 'wpm': 130, 'volume': 80}
asked |= {'pitch': 50, 'range': 50}
print(len(espeak.answer(asked)), tried[-1])
"""


@pytest.mark.parametrize("room", [True, False])
def test_the_child_speaks_though_another_account_filled_all_that_is_for_everybody(
    tmp_path: Path, room: bool
) -> None:
    home = find()
    assert home is not None
    places = [str(tmp_path) if room else "", str(tmp_path)]
    command = [sys.executable, "-c", FULL, str(home.library), str(home.data), *places]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert int(told[0]) > 20000
    assert told[1] == str(tmp_path), "the station's own place comes last"
    assert list(tmp_path.iterdir()) == []


def test_the_child_clears_away_what_killed_ones_left_and_leaves_the_folder_of_one_that_lives(
    tmp_path: Path,
) -> None:
    left = tmp_path / f"{espeak_child._FOLDER}1-x" / "espeak-ng-data"
    left.parent.mkdir(mode=0o700)
    left.mkdir()
    (left / "phontab").touch()
    (tmp_path / "espeak-of-another-program").mkdir()
    folder, handle = espeak_child._new_folder(tmp_path)
    other, other_handle = espeak_child._new_folder(tmp_path)
    try:
        assert {path.name for path in tmp_path.iterdir()} == {
            "espeak-of-another-program", folder.name, other.name,
        }  # fmt: skip
    finally:
        os.close(handle)
        os.close(other_handle)


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_nothing_is_removed_through_a_folder_that_somebody_else_made(tmp_path: Path, mode: int) -> None:
    messages, place = tmp_path / "messages", tmp_path / "shm"
    messages.mkdir()
    (messages / "khan.yaml").touch()
    trap = place / f"{espeak_child._FOLDER}1"
    trap.mkdir(parents=True, mode=mode)
    (trap / "a").symlink_to(messages)
    if mode == 0o755 and os.geteuid() == 0:
        os.chown(trap, 65534, 65534)
    _, handle = espeak_child._new_folder(place)
    os.close(handle)
    assert (messages / "khan.yaml").exists()
    assert trap.exists()


def test_crowd_of_names_that_others_made_is_not_looked_at_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd, looked = 3 * espeak_child._LOOKED_AT, list[Path]()
    for number in range(crowd):
        (tmp_path / f"{espeak_child._FOLDER}{number}").touch()
    monkeypatch.setattr(espeak_child, "_clear", looked.append)
    folder, handle = espeak_child._new_folder(tmp_path)
    os.close(handle)
    assert folder.is_dir()
    assert 0 < len(looked) < crowd / 2
