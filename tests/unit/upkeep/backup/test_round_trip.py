"""What goes into a backup comes back; what belongs to the old computer, or is secret, does not."""

from __future__ import annotations

import hashlib
import sqlite3
import tarfile
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from broadcaster.alerts.inbox.inbox import Inbox
from broadcaster.alerts.inbox.kept import FOLDER
from broadcaster.alerts.inbox.received import AlertState, Received
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BackupError, StoreError
from broadcaster.journal.log.verification import verify_file
from broadcaster.upkeep.backup import creation
from broadcaster.upkeep.backup.creation import read_back
from broadcaster.upkeep.backup.encryption import new_keys, seal, seal_by_passphrase, unseal
from broadcaster.upkeep.backup.marks import confirm, mark_of
from tests.fakes.inbox import fill
from tests.unit.upkeep.conftest import FILES, NOW, Ward, names

PLAIN = {
    "station.yaml", "messages/centre/ngan.yaml", "schedules/ngan.yaml", "state/station-id", "state/held.json",
    "state/pinned/one.zip", "state/journal.db", "state/journal.head", "state/restored.json",
}  # fmt: skip
SECRET = {"secrets.yaml", "state/people.db"}


def test_plain_backup_has_all_but_secrets_and_what_is_of_the_moment(ward: Ward) -> None:
    folder, done = ward.restored(ward.backup())
    assert names(folder) == PLAIN
    assert not done.header.secret
    assert done.header.voices == ("vi_VN-vais1000-medium",)
    for name in PLAIN & FILES.keys():
        assert (folder / name).read_text() == FILES[name]


def test_journal_is_whole_and_its_head_goes_with_it(ward: Ward) -> None:
    folder, _ = ward.restored(ward.backup())
    verified = verify_file(folder / "state/journal.db", FakeClock(NOW))
    assert verified is not None
    assert (verified.ok, verified.rows, verified.head_gone) == (True, 3, False)


def test_alerts_that_came_are_known_to_the_restored_station(ward: Ward) -> None:
    """Else it would repeat them."""
    fill(ward.folder / "state")
    folder, _ = ward.restored(ward.backup())

    def known(of: Path) -> list[tuple[Received, AlertState]]:
        with closing(Inbox(of / "state", FakeClock(NOW))) as inbox:
            return [(one.received, one.state) for one in inbox.all()]

    kept = [known(ward.folder), known(folder)]
    assert len(kept[0]) == 2
    assert kept[1] == kept[0]
    for received, _ in kept[1]:
        raw = (folder / "state" / FOLDER / received.id).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == received.id


@pytest.mark.parametrize("by", ["key", "passphrase"])
def test_encrypted_backup_has_the_secrets_and_nobody_is_signed_in(ward: Ward, by: str) -> None:
    pair = new_keys()
    sealing = (
        partial(seal, public=pair.public) if by == "key" else partial(seal_by_passphrase, words="trâu bò")
    )
    with closing(sqlite3.connect(ward.folder / "state/people.db")) as store:
        store.execute("INSERT INTO sessions VALUES ('t', 'p', 'web', '', '', 0)")
        store.execute("INSERT INTO credentials VALUES ('p', 'pin', 'hash', '', 0)")
        store.commit()
    made = ward.backup(sealing)
    assert b"backup.json" not in made.path.read_bytes()
    opening = partial(unseal, secret=pair.secret if by == "key" else "trâu bò")
    folder, _ = ward.restored(made, opening)
    assert names(folder) == PLAIN | SECRET
    with closing(sqlite3.connect(folder / "state/people.db")) as store:
        assert store.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert store.execute("SELECT person FROM credentials").fetchone() == ("p",)
    assert (folder / "state/people.db").stat().st_mode & 0o777 == 0o600
    assert (folder / "secrets.yaml").stat().st_mode & 0o777 == 0o600


def test_another_key_opens_nothing(ward: Ward) -> None:
    made = ward.backup(partial(seal, public=new_keys().public))
    with pytest.raises(BackupError) as caught:
        ward.restored(made, partial(unseal, secret=new_keys().secret))
    assert caught.value.code == "backup.not_opened"
    assert names(ward.beside / "restored") == set() if (ward.beside / "restored").exists() else True


def test_restored_station_is_marked_until_somebody_confirms(ward: Ward) -> None:
    folder, _ = ward.restored(ward.backup())
    mark = mark_of(folder / "state")
    assert mark is not None
    assert (mark.made, mark.box) == (NOW, "cd" * 16)
    confirm(folder / "state")
    assert mark_of(folder / "state") is None


def test_station_that_stood_there_is_set_aside(ward: Ward) -> None:
    made = ward.backup()
    target = ward.beside / "restored"
    target.mkdir()
    (target / "station.yaml").write_text("name: Đài cũ\n")
    _, done = ward.restored(made)
    assert done.before is not None
    assert (done.before / "station.yaml").read_text() == "name: Đài cũ\n"
    assert (target / "station.yaml").read_text() == FILES["station.yaml"]


def test_no_link_leads_a_backup_without_a_secret_into_state(ward: Ward) -> None:
    (ward.folder / "state").mkdir(exist_ok=True)
    (ward.folder / "state/people.db").write_text("hashes")
    (ward.folder / "templates").symlink_to("state")
    (ward.folder / "messages/again").symlink_to(ward.folder / "messages")
    (ward.folder / "messages/b.yaml").symlink_to("../state/people.db")
    (ward.folder / "messages/c.yaml").hardlink_to(ward.folder / "state/people.db")
    (ward.folder / "people.yaml").symlink_to("state/people.db")
    with tarfile.open(ward.backup().path) as archive:
        names = [entry.name for entry in archive]
        held = [content.read() for each in archive if (content := archive.extractfile(each)) is not None]
    assert "messages/b.yaml" not in names
    assert not any(name.startswith(("templates", "messages/again", "people.yaml")) for name in names)
    assert all(b"hashes" not in content for content in held)


def test_full_disk_leaves_the_backup_before(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ward.backup().path.read_bytes()
    (ward.folder / "messages/more.yaml").write_text("title: Thêm\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("broadcaster.upkeep.backup.stream.Hashing.write", full)
    with pytest.raises(StoreError) as caught:
        ward.backup()
    assert caught.value.code == "store.disk_full"
    assert (ward.beside / "station.backup").read_bytes() == before
    assert not list((ward.folder / "state/backup").iterdir())


def test_disk_that_gives_something_else_back_is_told(ward: Ward) -> None:
    made = ward.backup()
    read_back(made)
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(BackupError) as caught:
        read_back(made)
    assert caught.value.code == "backup.not_read_back"


def test_left_overs_of_a_killed_restore_are_removed(ward: Ward) -> None:
    left = ward.beside / ".restored.restoring-0000"
    left.mkdir()
    (left / "half").write_text("…")
    ward.restored(ward.backup())
    assert not left.exists()


def test_copies_that_a_killed_backup_left_are_removed(ward: Ward) -> None:
    work = ward.folder / "state/backup"
    work.mkdir()
    (work / "people.db").write_text("half a copy")
    ward.backup()
    assert list(work.iterdir()) == []


def test_only_one_backup_at_a_time(ward: Ward, tmp_path: Path) -> None:
    from broadcaster.upkeep.backup.creation import _workplace

    with _workplace(ward.folder / "state"), pytest.raises(BackupError) as caught:
        ward.backup()
    assert caught.value.code == "backup.busy"


def test_backup_that_is_refused_takes_nothing_from_the_one_that_runs(ward: Ward) -> None:
    from broadcaster.upkeep.backup.creation import _workplace

    with _workplace(ward.folder / "state") as work:
        copy = work / "journal.db"
        copy.write_text("a copy that is being read")
        with pytest.raises(BackupError):
            ward.backup()
        assert copy.exists()


def test_copy_of_a_database_that_is_gone_makes_no_backup_without_it(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(creation._COPIES, "journal.db", lambda _path, _to: None)
    with pytest.raises(StoreError):
        ward.backup()
    assert not (ward.beside / "station.backup").exists()
