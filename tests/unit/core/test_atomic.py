import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.core import whole_files
from broadcaster.core.errors import StoreError
from broadcaster.journal.file.store import Store
from broadcaster.upkeep.host.lock import StationLock


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_write_bytes_for_the_program_alone_is_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "deep" / "held.json"
    whole_files.write_bytes(path, b"{}")
    assert mode(path) == 0o600
    assert (mode(path.parent), mode(path.parent.parent)) == (0o700, 0o700)


def test_write_bytes_takes_rights_from_a_file_that_all_could_read(tmp_path: Path) -> None:
    path = tmp_path / "accepted.zip"
    path.write_bytes(b"old")
    path.chmod(0o644)
    whole_files.write_bytes(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


@pytest.mark.parametrize(("umask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_write_bytes_shared_does_as_the_umask_says(
    tmp_path: Path, umask: int, file: int, folder: int
) -> None:
    os.umask(umask)
    path = tmp_path / "audio_cache" / "clips" / "a.wav"
    whole_files.write_bytes(path, b"RIFF", shared=True)
    assert (mode(path), mode(path.parent)) == (file, folder)


@pytest.mark.parametrize("before", [0o600, 0o640, 0o664])
def test_write_bytes_shared_keeps_the_mode_that_a_person_gave(tmp_path: Path, before: int) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_bytes(b"a: b")
    path.chmod(before)
    whole_files.write_bytes(path, b"c: d", shared=True)
    assert (path.read_bytes(), mode(path)) == (b"c: d", before)


def test_replacing_leaves_no_draft_when_the_block_fails(tmp_path: Path) -> None:
    def encode(draft: Path) -> None:
        assert draft.suffix == ".wav"
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError), whole_files.replacing(tmp_path / "x.wav") as draft:
        encode(draft)
    assert list(tmp_path.iterdir()) == []


def test_make_folder_by_many_at_once_fails_for_none(tmp_path: Path) -> None:
    faults: list[OSError] = []

    def make() -> None:
        try:
            whole_files.make_folder(tmp_path / "a" / "b" / "c")
        except OSError as error:
            faults.append(error)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_lock_makes_private_what_an_earlier_version_left(tmp_path: Path) -> None:
    state = tmp_path / "state"
    (state / "recordings").mkdir(parents=True, mode=0o755)
    (state / "accepted.zip").write_bytes(b"password")
    (state / "accepted.zip").chmod(0o644)
    outside = tmp_path / "outside"
    outside.write_bytes(b"")
    (state / "link").symlink_to(outside)
    with StationLock(state):
        made = [mode(p) for p in (state, state / "recordings", state / "accepted.zip", state / "lock")]
    assert made == [0o700, 0o700, 0o600, 0o600]
    assert mode(outside) == 0o644


def test_the_journal_and_what_lies_beside_it_are_private(tmp_path: Path) -> None:
    store = Store(tmp_path / "state" / "journal.db", "2026-01-01T00:00:00+00:00")
    try:
        assert {p.name: mode(p) for p in (tmp_path / "state").iterdir()} == {
            "journal.db": 0o600,
            "journal.db-shm": 0o600,
            "journal.db-wal": 0o600,
        }
    finally:
        store.close()


def test_the_lock_clears_away_drafts_of_killed_processes_and_leaves_those_in_use(tmp_path: Path) -> None:
    killed = "import os, sys; from pathlib import Path; from broadcaster.core.whole_files import replacing\n"
    killed += "with replacing(Path(sys.argv[1])): os._exit(9)"
    subprocess.run([sys.executable, "-c", killed, tmp_path / "gone.json"], check=False)
    (left,) = tmp_path.iterdir()
    with whole_files.replacing(tmp_path / "held.json") as used:
        (tmp_path / ".draft-young.json").touch()
        for draft in (left, used):
            os.utime(draft, (0, 0))
        with StationLock(tmp_path):
            kept = {".draft-young.json", used.name, "lock"}
            assert {p.name for p in tmp_path.iterdir()} == kept
    assert (tmp_path / "held.json").exists()
