"""A state folder of another account is refused before anything is written there."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.core.whole_files import write_bytes
from broadcaster.upkeep.host import lock as owner
from broadcaster.upkeep.host.lock import StationLock

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
NOBODY = 65534


@pytest.mark.parametrize("what", ["state", "state/people.db"])
def test_root_is_refused_where_another_account_has_the_station(what: str, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/people.db").touch()
    os.chown(tmp_path / what, NOBODY, NOBODY)
    with pytest.raises(ServiceError) as caught, StationLock(tmp_path / "state"):
        pass
    assert caught.value.code == "service.state_not_of_root"
    assert caught.value.facts == {"path": str(tmp_path / what), "account": "nobody"}
    assert not (tmp_path / "state/lock").exists()
    with StationLock(tmp_path / "state", whoever=True):
        pass  # root warns the village, and frees the transmitter


def test_what_root_wrote_to_warn_the_village_keeps_no_station_from_its_start(tmp_path: Path) -> None:
    """Else the account of the station was refused at its next start, and the village was silent."""
    state = tmp_path / "state"
    state.mkdir()
    (state / "lock").touch()
    for path in (state, state / "lock"):
        os.chown(path, NOBODY, NOBODY)
    with StationLock(state, whoever=True):
        write_bytes(state / "journal.head", b"1")
        write_bytes(state / "audio_cache/clips/6f/a.wav", b"2", shared=True)
    made = [state / "journal.head", *sorted((state / "audio_cache").rglob("*"))]
    assert len(made) == 4
    assert {path.stat().st_uid for path in (state / "audio_cache", *made)} == {NOBODY}


def test_what_root_was_the_first_to_make_there_is_the_accounts_afterwards(tmp_path: Path) -> None:
    state, secret = tmp_path / "state", tmp_path / "shadow"
    state.mkdir()
    secret.touch()
    os.chown(state, NOBODY, NOBODY)
    (state / "linked").hardlink_to(secret)
    (state / "led").symlink_to(secret)
    with StationLock(state, whoever=True):
        (state / "journal.db").touch()
        write_bytes(state / "pinned/a.json", b"1")
    made = [state / "lock", state / "journal.db", state / "pinned", state / "pinned/a.json"]
    assert {path.stat().st_uid for path in made} == {NOBODY}
    assert secret.stat().st_uid == 0, "the account could have linked it there"


def test_disk_on_which_all_is_of_one_account_refuses_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state").mkdir()
    os.chown(tmp_path / "state", NOBODY, NOBODY)
    monkeypatch.setattr(owner, "_owner_of_new", lambda _state: NOBODY)  # as a memory stick's
    with StationLock(tmp_path / "state") as lock:
        assert lock.holds()
    monkeypatch.undo()
    with pytest.raises(ServiceError), StationLock(tmp_path / "state"):
        pass


def test_private_folder_in_a_folder_of_another_account_stays_ours(tmp_path: Path) -> None:
    """A container's root makes state/ in a volume of its user, and is not refused there later."""
    os.chown(tmp_path, NOBODY, NOBODY)
    for _ in range(2):
        with StationLock(tmp_path / "state"):
            write_bytes(tmp_path / "state/journal.head", b"1")
    assert (tmp_path / "state/journal.head").stat().st_uid == 0


def test_disk_of_its_own_and_a_link_to_one_are_no_files_of_others(tmp_path: Path) -> None:
    """An update would have silenced a station whose state/ is a disk."""
    state = tmp_path / "state"
    (state / "lost+found").mkdir(parents=True)
    (tmp_path / "disk").mkdir()
    (state / "audio_cache").symlink_to(tmp_path / "disk")
    (state / "gone").symlink_to(tmp_path / "nowhere")
    os.chown(state / "lost+found", NOBODY, NOBODY)
    os.chown(state / "audio_cache", NOBODY, NOBODY, follow_symlinks=False)
    os.chown(state / "gone", NOBODY, NOBODY, follow_symlinks=False)
    with StationLock(state):
        pass


def test_link_to_voices_that_another_account_has_for_all_keeps_no_station_from_its_start(
    tmp_path: Path,
) -> None:
    state, shared = tmp_path / "state", tmp_path / "voices"
    state.mkdir()
    shared.mkdir()
    os.chown(shared, NOBODY, NOBODY)
    (state / "voices").symlink_to(shared)
    with StationLock(state) as lock:
        assert lock.holds()


def test_state_folder_that_a_link_leads_to_is_asked_whose_it_is(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "state").symlink_to(tmp_path / "disk")
    os.chown(tmp_path / "disk", NOBODY, NOBODY)
    with pytest.raises(ServiceError), StationLock(tmp_path / "state"):
        pass


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that another account reaches."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_account_is_refused_where_root_has_left_a_file(reachable: Path) -> None:
    folder = reachable / "dai"
    (folder / "state").mkdir(parents=True)
    (folder / "state/journal.db").touch()
    os.chown(folder / "state", NOBODY, NOBODY)
    code = (
        "import sys; from pathlib import Path; from broadcaster.core.errors import ServiceError\n"
        "from broadcaster.upkeep.host.lock import see_that_it_is_ours\n"
        "try: see_that_it_is_ours(Path(sys.argv[1]))\n"
        "except ServiceError as error: print(error.code, error.facts['own'], Path(error.facts['path']).name)"
    )
    done = subprocess.run(
        ["setpriv", f"--reuid={NOBODY}", "--clear-groups", sys.executable, "-c", code, str(folder / "state")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["service.state_of_another", "nobody", "journal.db"], done.stderr


def test_rights_that_are_too_wide_are_taken_back_and_named(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with StationLock(state) as lock:
        assert lock.loose == []
    (state / "people.db").touch(mode=0o600)
    (state / "people.db").chmod(0o644)
    (state / "removed-recordings").mkdir(mode=0o700)
    (state / "removed-recordings/a.flac").touch(mode=0o644)
    with StationLock(state) as lock:
        assert lock.loose == ["people.db"]
    assert stat.S_IMODE((state / "people.db").stat().st_mode) == 0o600
    with StationLock(state) as lock:
        assert lock.loose == []
