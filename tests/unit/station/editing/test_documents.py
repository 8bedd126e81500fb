from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core import whole_files
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, StationError, StoreError
from broadcaster.core.whole_files import exchange, put_new, take_away
from broadcaster.station.editing.document import ABSENT, Document, EditConflict
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.secrets import MASK
from broadcaster.station.yaml.problems import BadStation

MESSAGE = "# của bà Lan\ntitle: Họp dân\nparts:\n  - say: Mời bà con họp.\n"
FILE = "messages/hop.yaml"
REPLACING = "broadcaster.station.editing.history"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "schedules").mkdir()
    (tmp_path / "station.yaml").write_text("name: Đài\n", encoding="utf-8")
    (tmp_path / FILE).write_text(MESSAGE, encoding="utf-8")
    (tmp_path / "schedules" / "sang.yaml").write_text('message: hop\nat: ["06:30"]\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def files(folder: Path) -> Documents:
    return Documents(folder, FakeClock(datetime(2027, 1, 2, tzinfo=UTC)))


def test_a_text_is_written_and_both_versions_are_in_the_history(folder: Path, files: Documents) -> None:
    seen = files.read(FILE)
    now = files.write(FILE, MESSAGE.replace("họp", "họp thôn"), etag=seen.etag, by="Lan")
    assert (folder / FILE).read_text(encoding="utf-8") == now.text
    versions = files.history(FILE)
    assert [version.by for version in versions] == ["Lan", ""]
    assert [files.earlier(version) for version in versions] == [now.text, MESSAGE]


def test_a_file_that_somebody_changed_meanwhile_is_not_written(folder: Path, files: Documents) -> None:
    seen = files.read(FILE)
    (folder / FILE).write_text(MESSAGE + "# Páo\n", encoding="utf-8")
    with pytest.raises(EditConflict) as caught:
        files.write(FILE, MESSAGE, etag=seen.etag, by="Lan")
    assert caught.value.current.text.endswith("# Páo\n")
    assert (folder / FILE).read_text(encoding="utf-8").endswith("# Páo\n")


@pytest.mark.parametrize("saves", [1, 2, 3])
def test_saves_in_the_very_moment_of_writing_are_not_lost_and_the_newest_stands(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch, saves: int
) -> None:
    seen = files.read(FILE)
    texts = [f"title: lần {number}\nparts: [say: Chào]\n" for number in range(saves)]
    left = list(texts)

    def late(path: Path, data: bytes, aside: Path) -> bytes | None:
        if left:
            path.write_text(left.pop(0), encoding="utf-8")
        return exchange(path, data, aside)

    monkeypatch.setattr(f"{REPLACING}.exchange", late)
    with pytest.raises(EditConflict):
        files.write(FILE, MESSAGE.replace("họp", "gặp"), etag=seen.etag, by="Lan")
    assert (folder / FILE).read_text(encoding="utf-8") == texts[-1]
    known = {files.earlier(version) for version in files.history(FILE)}
    assert {*texts, MESSAGE, MESSAGE.replace("họp", "gặp")} <= known


@pytest.mark.parametrize("act", ["remove", "rename"])
def test_a_save_in_the_very_moment_of_removing_stays(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    (folder / "schedules" / "sang.yaml").unlink()
    seen, text = files.read(FILE), "title: của Páo\nparts: [say: Chào]\n"

    def late(path: Path, aside: Path) -> bytes | None:
        if path.name == "hop.yaml":
            path.write_text(text, encoding="utf-8")
        return take_away(path, aside)

    monkeypatch.setattr(f"{REPLACING}.take_away", late)
    change: dict[str, Callable[[], object]] = {
        "remove": lambda: files.remove(FILE, etag=seen.etag, by="Lan"),
        "rename": lambda: files.rename(FILE, "messages/khac.yaml", etag=seen.etag, by="Lan"),
    }
    with pytest.raises(EditConflict):
        change[act]()
    assert (folder / FILE).read_text(encoding="utf-8") == text
    assert not (folder / "messages" / "khac.yaml").exists()


def test_a_new_file_does_not_replace_one_that_came_in_that_moment(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(path: Path, data: bytes) -> bool:
        path.write_text("title: của Páo\nparts: [say: Chào]\n", encoding="utf-8")
        return put_new(path, data)

    monkeypatch.setattr(f"{REPLACING}.put_new", late)
    with pytest.raises(EditConflict):
        files.write("messages/moi.yaml", MESSAGE, etag=ABSENT, by="Lan")
    assert "của Páo" in (folder / "messages" / "moi.yaml").read_text(encoding="utf-8")


def test_words_that_were_set_aside_when_a_process_was_killed_go_into_the_history(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, text = files.read(FILE), "title: của Páo\nparts: [say: Chào]\n"

    def killed(path: Path, data: bytes, aside: Path) -> bytes | None:
        path.write_text(text, encoding="utf-8")
        exchange(path, data, aside)
        raise KeyboardInterrupt

    monkeypatch.setattr(f"{REPLACING}.exchange", killed)
    with pytest.raises(KeyboardInterrupt):
        files.write(FILE, MESSAGE + "# x\n", etag=seen.etag, by="Lan")
    monkeypatch.undo()
    files.write("messages/moi.yaml", MESSAGE, etag=ABSENT, by="Lan")
    assert text in {files.earlier(version) for version in files.history(FILE)}
    assert not list((folder / "state" / "versions").glob("aside-*"))


def test_a_message_that_is_a_link_into_state_is_neither_read_nor_kept_nor_written(
    folder: Path, files: Documents
) -> None:
    secret = folder / "state" / "people.db"
    secret.parent.mkdir(exist_ok=True)
    secret.write_bytes(b"hashes")
    etag = files.read(FILE).etag
    (folder / FILE).unlink()
    (folder / FILE).symlink_to("../state/people.db")
    for ask in (
        lambda: files.read(FILE),
        lambda: files.remember(FILE),
        lambda: files.write(FILE, MESSAGE, etag=etag, by="Lan"),
        lambda: files.remove(FILE, etag=etag, by="Lan"),
    ):
        with pytest.raises(StationError, match=r"station\.link"):
            ask()
    assert secret.read_bytes() == b"hashes"
    assert all(b"hashes" not in path.read_bytes() for path in (folder / "state/versions").glob("*"))


def test_a_link_that_comes_in_the_moment_of_writing_is_put_back_unread(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = folder / "state" / "people.db"
    secret.parent.mkdir(exist_ok=True)
    secret.write_bytes(b"hashes")
    seen = files.read(FILE)
    really = whole_files.exchange

    def late(path: Path, data: bytes, aside: Path) -> bytes | None:
        (folder / FILE).unlink()
        (folder / FILE).symlink_to(secret)
        return really(path, data, aside)

    monkeypatch.setattr(f"{REPLACING}.exchange", late)
    with pytest.raises(BroadcasterError):
        files.write(FILE, MESSAGE + "# x\n", etag=seen.etag, by="Lan")
    assert secret.read_bytes() == b"hashes"
    assert (folder / FILE).is_symlink()
    assert all(path.read_bytes() != b"hashes" for path in (folder / "state/versions").glob("*"))


def test_a_folder_that_becomes_a_link_in_the_moment_of_writing_takes_nothing(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "state" / "elsewhere"
    elsewhere.mkdir(parents=True)
    really = whole_files.put_new

    def late(path: Path, data: bytes) -> bool:
        (folder / "messages").rename(folder / "was")
        (folder / "messages").symlink_to(elsewhere)
        return really(path, data)

    monkeypatch.setattr(f"{REPLACING}.put_new", late)
    files.write("messages/moi.yaml", MESSAGE, etag=ABSENT, by="Lan")
    assert not list(elsewhere.iterdir())
    assert (folder / "was/moi.yaml").read_text(encoding="utf-8") == MESSAGE


def test_a_history_that_takes_nothing_leaves_the_file_as_it_was(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = files.read(FILE)

    def full(*_: object, **__: object) -> None:
        raise StoreError("store.disk_full", path="x", reason="")

    monkeypatch.setattr("broadcaster.station.editing.history.write_bytes", full)
    with pytest.raises(StoreError):
        files.write(FILE, MESSAGE + "# x\n", etag=seen.etag, by="Lan")
    assert (folder / FILE).read_text(encoding="utf-8") == MESSAGE


def test_a_line_that_a_power_cut_broke_off_spoils_no_other(folder: Path, files: Documents) -> None:
    first = files.write(FILE, MESSAGE + "# 1\n", etag=files.read(FILE).etag, by="Lan")
    index = folder / "state" / "versions" / "index.jsonl"
    index.write_bytes(index.read_bytes() + b'{"file": "messages/ho')
    files.write(FILE, MESSAGE + "# 2\n", etag=first.etag, by="Lan")
    assert [files.earlier(each) for each in files.history(FILE)][:2] == [MESSAGE + "# 2\n", first.text]


def test_a_damaged_content_is_kept_anew(folder: Path, files: Documents) -> None:
    first = files.write(FILE, MESSAGE + "# 1\n", etag=files.read(FILE).etag, by="Lan")
    (folder / "state" / "versions" / first.etag).write_bytes(b"junk")
    second = files.write(FILE, MESSAGE, etag=first.etag, by="Lan")
    files.write(FILE, first.text, etag=second.etag, by="Lan")
    assert files.earlier(files.history(FILE)[0]) == first.text


def test_a_text_with_an_error_is_refused_with_its_place_and_nothing_is_written(
    folder: Path, files: Documents
) -> None:
    seen = files.read(FILE)
    with pytest.raises(BadStation) as caught:
        files.write(FILE, MESSAGE.replace("title", "tiêu đề"), etag=seen.etag, by="Lan")
    assert {problem.file for problem in caught.value.problems} == {FILE}
    assert (folder / FILE).read_text(encoding="utf-8") == MESSAGE


def test_an_error_of_another_file_does_not_stand_in_the_way(folder: Path, files: Documents) -> None:
    (folder / "messages" / "hong.yaml").write_text("title: [\n", encoding="utf-8")
    seen = files.read(FILE)
    assert files.write(FILE, MESSAGE + "# x\n", etag=seen.etag, by="Lan").text.endswith("# x\n")


def test_a_new_file_needs_a_name_that_nobody_has(files: Documents) -> None:
    files.write("messages/moi.yaml", MESSAGE, etag=ABSENT, by="Lan")
    with pytest.raises(EditConflict):
        files.write("messages/moi.yaml", MESSAGE, etag=ABSENT, by="Páo")


def test_a_message_that_a_schedule_names_is_not_removed_or_renamed(folder: Path, files: Documents) -> None:
    seen = files.read(FILE)
    with pytest.raises(BadStation):
        files.remove(FILE, etag=seen.etag, by="Lan")
    with pytest.raises(BadStation):
        files.rename(FILE, "messages/khac.yaml", etag=seen.etag, by="Lan")
    assert (folder / FILE).exists()


def test_a_removed_file_can_be_had_back(folder: Path, files: Documents) -> None:
    (folder / "schedules" / "sang.yaml").unlink()
    files.remove(FILE, etag=files.read(FILE).etag, by="Lan")
    assert not (folder / FILE).exists()
    last = next(text for version in files.history(FILE) if (text := files.earlier(version)) is not None)
    files.write(FILE, last, etag=ABSENT, by="Lan")
    assert (folder / FILE).read_text(encoding="utf-8") == MESSAGE


def test_a_renamed_file_keeps_its_bytes(folder: Path, files: Documents) -> None:
    (folder / "schedules" / "sang.yaml").unlink()
    files.rename(FILE, "messages/khac.yaml", etag=files.read(FILE).etag, by="Lan")
    assert (folder / "messages" / "khac.yaml").read_text(encoding="utf-8") == MESSAGE
    assert not (folder / FILE).exists()


@pytest.mark.parametrize(
    "file",
    [
        "../x.yaml",
        "messages/../station.yaml",
        "messages/.yaml",
        "state/people.db",
        "secrets.yaml",
        "messages/a.txt",
        "/etc/passwd",
    ],
)
def test_other_files_are_not_edited(file: str, files: Documents) -> None:
    with pytest.raises(StationError) as caught:
        files.read(file)
    assert caught.value.code == "station.not_editable"


def test_of_two_who_write_at_once_one_is_told_of_the_other(folder: Path, files: Documents) -> None:
    seen = files.read(FILE)
    told: list[str] = []

    def write(name: str) -> None:
        try:
            files.write(FILE, MESSAGE + f"# {name}\n", etag=seen.etag, by=name)
            told.append("written")
        except EditConflict:
            told.append("conflict")

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Lan", "Páo", "Hoa", "Minh")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["conflict"] * 3 + ["written"]
    assert files.earlier(files.history(FILE)[0]) == (folder / FILE).read_text(encoding="utf-8")


def test_a_change_is_tried_again_where_a_text_editor_saved_in_that_moment(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / FILE
    once = iter([MESSAGE.replace("dân", "thôn")])

    def raced(target: Path, data: bytes, aside: Path) -> bytes | None:
        for text in once:
            path.write_text(text, encoding="utf-8")
        return exchange(target, data, aside)

    monkeypatch.setattr(f"{REPLACING}.exchange", raced)
    files.change(FILE, lambda text: text + "# Páo\n", by="Páo")
    assert path.read_text(encoding="utf-8") == MESSAGE.replace("dân", "thôn") + "# Páo\n"


def test_what_somebody_begins_to_edit_is_found_again_by_its_etag(folder: Path, files: Documents) -> None:
    seen = files.remember(FILE)
    (folder / FILE).write_text("title: khác\nparts: [say: Chào]\n", encoding="utf-8")
    assert files.seen(FILE, seen.etag) == seen
    assert files.seen(FILE, "0" * 64) is None


def test_a_text_that_is_not_to_stand_in_the_file_stays_in_the_history(folder: Path, files: Documents) -> None:
    files.set_aside(FILE, "title: của tôi\n", by="Lan")
    assert (folder / FILE).read_text(encoding="utf-8") == MESSAGE
    assert [files.earlier(each) for each in files.history(FILE)] == [MESSAGE, "title: của tôi\n"]


RELAY = """\
name: Đài
keying:
  type: http
  on: http://10.0.0.2/on
  off: http://10.0.0.2/off
  password: !secret keying-password
"""


def test_a_secret_is_written_beside_what_asks_for_it_and_stands_in_no_history(
    folder: Path, files: Documents
) -> None:
    (folder / "secrets.yaml").write_text("# kín\nkhac: một\n", encoding="utf-8")
    seen = files.read("station.yaml")
    files.write("station.yaml", RELAY, etag=seen.etag, by="Lan", secrets={"keying-password": "hai: #ba"})
    assert (folder / "secrets.yaml").read_text("utf-8") == '# kín\nkhac: một\nkeying-password: "hai: #ba"\n'
    assert (folder / "secrets.yaml").stat().st_mode & 0o777 == 0o600
    assert files.secret_names() == {"khac", "keying-password"}
    kept = [path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"hai: #ba" in content for content in kept)


def test_a_secret_is_not_written_where_the_text_is_refused(folder: Path, files: Documents) -> None:
    seen = files.read("station.yaml")
    with pytest.raises(BadStation):
        files.write(
            "station.yaml", RELAY + "xyz: 1\n", etag=seen.etag, by="", secrets={"keying-password": "hai"}
        )
    assert not (folder / "secrets.yaml").exists()


def test_a_secret_that_is_there_is_never_replaced(folder: Path, files: Documents) -> None:
    (folder / "secrets.yaml").write_text("keying-password: một\n", encoding="utf-8")
    seen = files.read("station.yaml")
    with pytest.raises(StationError):
        files.write("station.yaml", RELAY, etag=seen.etag, by="", secrets={"keying-password": "hai"})
    assert (folder / "secrets.yaml").read_text("utf-8") == "keying-password: một\n"


def test_a_password_that_nothing_asks_for_any_more_is_removed_and_told_to_who_wrote(
    folder: Path, files: Documents
) -> None:
    (folder / "secrets.yaml").write_text("# kín\nkhac: một\ncu: hai   # của máy phát\n", encoding="utf-8")
    (folder / "station.yaml").write_text(RELAY.replace("keying-password", "cu"), encoding="utf-8")
    seen = files.read("station.yaml")
    saved = files.write("station.yaml", RELAY, etag=seen.etag, by="Lan", secrets={"keying-password": "ba"})
    assert (folder / "secrets.yaml").read_text("utf-8") == "# kín\nkhac: một\nkeying-password: ba\n"
    assert saved.dropped == {"cu": "hai"}
    assert "hai" not in repr(saved)
    kept = b"".join(path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file())
    assert b"hai" not in kept
    back = files.write("station.yaml", "name: Đài\n", etag=saved.etag, by="Lan")
    assert back.dropped == {"keying-password": "ba"}
    assert (folder / "secrets.yaml").read_text("utf-8") == "# kín\nkhac: một\n"


def test_the_last_password_is_removed_too_and_a_new_one_is_added_after_it(
    folder: Path, files: Documents
) -> None:
    (folder / "secrets.yaml").write_text("# kín\nkeying-password: hai\n", encoding="utf-8")
    (folder / "station.yaml").write_text(RELAY, encoding="utf-8")
    seen = files.read("station.yaml")
    bare = files.write("station.yaml", "name: Đài\n", etag=seen.etag, by="Lan")
    assert bare.dropped == {"keying-password": "hai"}
    assert (folder / "secrets.yaml").read_text("utf-8") == "# kín\n"
    files.write("station.yaml", RELAY, etag=bare.etag, by="Lan", secrets=bare.dropped)
    assert "keying-password: hai\n" in (folder / "secrets.yaml").read_text("utf-8")


def test_a_password_stays_where_another_place_asks_for_it_too(folder: Path, files: Documents) -> None:
    both = RELAY + "sources: {dai: !secret keying-password}\n"
    (folder / "secrets.yaml").write_text("keying-password: http://a:b@c/x\n", encoding="utf-8")
    (folder / "station.yaml").write_text(both, encoding="utf-8")
    seen = files.read("station.yaml")
    files.write("station.yaml", RELAY, etag=seen.etag, by="Lan")
    assert (folder / "secrets.yaml").read_text("utf-8") == "keying-password: http://a:b@c/x\n"


def test_settings_are_written_although_the_password_cannot_be_removed(
    folder: Path, files: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "secrets.yaml").write_text("keying-password: hai\n", encoding="utf-8")
    (folder / "station.yaml").write_text(RELAY, encoding="utf-8")
    seen = files.read("station.yaml")

    def full(*_: object, **__: object) -> None:
        raise StoreError("store.no_space", path="secrets.yaml")

    monkeypatch.setattr("broadcaster.station.editing.document.write_bytes", full)
    saved = files.write("station.yaml", "name: Đài\n", etag=seen.etag, by="Lan")
    assert saved.dropped == {}
    assert files.read("station.yaml").text == "name: Đài\n"


PLAIN = RELAY.replace("!secret keying-password", "mat-khau")


def kept_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (folder / "state").rglob("*") if path.is_file())


@pytest.fixture
def plain(folder: Path, files: Documents) -> Document:
    """station.yaml with a password in it, known to the history."""
    (folder / "station.yaml").write_text(PLAIN, encoding="utf-8")
    seen = files.remember("station.yaml")
    assert b"mat-khau" in kept_bytes(folder)
    return seen


def test_a_password_that_moved_to_secrets_yaml_stayed_readable_in_the_history(
    folder: Path, files: Documents, plain: Document
) -> None:
    secrets = {"keying-password": "mat-khau"}
    saved = files.write("station.yaml", RELAY, etag=plain.etag, by="Lan", secrets=secrets)
    assert b"mat-khau" not in kept_bytes(folder)
    assert [(each.by, files.earlier(each)) for each in files.history("station.yaml")] == [
        ("Lan", RELAY),
        ("", RELAY),
    ]
    named = files.write("station.yaml", RELAY.replace("Đài", "Đài xã"), etag=saved.etag, by="Lan")
    assert files.put_back("station.yaml", plain.etag, etag=named.etag, by="Lan")
    assert files.read("station.yaml").text == RELAY


def test_a_password_that_was_replaced_is_masked_in_the_history_and_does_not_come_back(
    folder: Path, files: Documents, plain: Document
) -> None:
    saved = files.write("station.yaml", RELAY, etag=plain.etag, by="Lan", secrets={"keying-password": "moi"})
    assert b"mat-khau" not in kept_bytes(folder)
    first = files.history("station.yaml")[-1]
    assert files.earlier(first) == RELAY.replace("!secret keying-password", f'"{MASK}"')
    assert files.seen("station.yaml", plain.etag) is None
    assert not files.put_back("station.yaml", plain.etag, etag=saved.etag, by="Lan")
    assert files.read("station.yaml").text == RELAY


def test_a_password_that_the_file_still_shows_stays_in_its_history(files: Documents, plain: Document) -> None:
    saved = files.write("station.yaml", PLAIN.replace("Đài", "Đài xã"), etag=plain.etag, by="Lan")
    assert files.put_back("station.yaml", plain.etag, etag=saved.etag, by="Lan")
    assert files.read("station.yaml").text == PLAIN


def test_two_passwords_that_move_one_after_the_other_leave_no_trace(folder: Path, files: Documents) -> None:
    source = "sources: {dai: 'http://ten:kin@may/x'}\n"
    (folder / "station.yaml").write_text(PLAIN + source, encoding="utf-8")
    first = files.remember("station.yaml")
    second = files.write(
        "station.yaml", RELAY + source, etag=first.etag, by="", secrets={"keying-password": "mat-khau"}
    )
    assert b"mat-khau" not in kept_bytes(folder)
    moved = RELAY + "sources: {dai: !secret dai}\n"
    files.write("station.yaml", moved, etag=second.etag, by="", secrets={"dai": "http://ten:kin@may/x"})
    assert b"ten:kin" not in kept_bytes(folder)
    texts = [files.earlier(each) for each in files.history("station.yaml")]
    assert texts[0] == moved
    assert all(text is not None and "!secret dai" in text for text in texts)


def test_a_password_that_a_text_editor_moved_leaves_the_history_in_the_night(
    folder: Path, files: Documents, plain: Document
) -> None:
    (folder / "secrets.yaml").write_text("keying-password: mat-khau\n", encoding="utf-8")
    (folder / "station.yaml").write_text(RELAY, encoding="utf-8")
    files.redact()
    assert b"mat-khau" not in kept_bytes(folder)
    again = files.seen("station.yaml", plain.etag)
    assert again is not None
    assert again.text == RELAY


def test_a_disk_that_is_full_after_the_file_was_written_fails_no_change(
    folder: Path, files: Documents, plain: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("common.store_full")

    with monkeypatch.context() as patched:
        patched.setattr("broadcaster.station.editing.history.FileVersions.keep_instead", full)
        files.write("station.yaml", RELAY, etag=plain.etag, by="", secrets={"keying-password": "mat-khau"})
    assert files.read("station.yaml").text == RELAY
    assert b"mat-khau" in kept_bytes(folder)
    files.redact()
    assert b"mat-khau" not in kept_bytes(folder)
