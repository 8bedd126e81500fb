"""What lies below a station's folder is opened, and nothing that a link leads to."""

from __future__ import annotations

import errno
import os
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.core.confined_files import Astray, files_below, held, open_file, strays
from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import write_bytes

SECRET, OURS = b"hashes", b"title: x\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dai"
    for name in ("messages/thon", "state"):
        (folder / name).mkdir(parents=True)
    (folder / "state/people.db").write_bytes(SECRET)
    (folder / "messages/a.yaml").write_bytes(OURS)
    (folder / "messages/thon/b.yaml").write_bytes(OURS)
    return folder


@pytest.mark.parametrize("name", ["messages/a.yaml", "messages/thon/b.yaml"])
def test_a_file_is_read_also_where_the_station_folder_is_reached_through_a_link(
    name: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "srv").symlink_to(folder)
    with open_file(tmp_path / "srv", name) as file:
        assert file.read() == OURS


@pytest.mark.parametrize(
    ("target", "name", "part"),
    [
        ("../state/people.db", "messages/x.yaml", "messages/x.yaml"),
        ("/etc/passwd", "messages/x.yaml", "messages/x.yaml"),
        ("a.yaml", "messages/x.yaml", "messages/x.yaml"),
        ("nowhere", "messages/x.yaml", "messages/x.yaml"),
        ("x.yaml", "messages/x.yaml", "messages/x.yaml"),
        ("../state", "messages/x/people.db", "messages/x"),
        ("/etc", "messages/x/passwd", "messages/x"),
    ],
)
def test_a_link_is_refused_wherever_it_leads(target: str, name: str, part: str, folder: Path) -> None:
    (folder / part).symlink_to(target)
    with pytest.raises(Astray) as caught:
        open_file(folder, name)
    assert (caught.value.part, caught.value.why) == (part, "link")
    assert list(strays(folder, "messages")) == [part]


def test_a_second_name_of_a_file_of_the_program_is_refused_and_one_of_a_file_of_people_is_read(
    folder: Path,
) -> None:
    (folder / "secrets.yaml").write_bytes(SECRET)
    (folder / "messages/x.yaml").hardlink_to(folder / "state/people.db")
    (folder / "messages/y.yaml").hardlink_to(folder / "secrets.yaml")
    (folder / "messages/z.yaml").hardlink_to(folder / "messages/a.yaml")
    for name in ("messages/x.yaml", "messages/y.yaml"):
        with pytest.raises(Astray) as caught:
            open_file(folder, name)
        assert caught.value.why == "private"
    for name in ("messages/z.yaml", "secrets.yaml"):
        open_file(folder, name).close()


def test_a_second_name_of_a_file_in_a_folder_of_the_program_is_refused(folder: Path) -> None:
    (folder / "state/pinned/x").mkdir(parents=True)
    (folder / "state/pinned/x/a.json").write_bytes(SECRET)
    (folder / "messages/x.yaml").hardlink_to(folder / "state/pinned/x/a.json")
    with pytest.raises(Astray) as caught:
        open_file(folder, "messages/x.yaml")
    assert caught.value.why == "private"


def test_state_is_not_listed_at_each_look_for_files_that_a_copy_by_links_gave_second_names(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copy").hardlink_to(folder / "messages/a.yaml")
    listed: list[object] = []
    scandir = os.scandir

    def counted(place: int) -> object:
        listed.append(place)
        return scandir(place)

    monkeypatch.setattr("os.scandir", counted)
    open_file(folder, "messages/a.yaml").close()
    once = len(listed)
    for _ in range(3):
        open_file(folder, "messages/a.yaml").close()
    assert (once > 0, len(listed)) == (True, once)
    (folder / "state/pinned").mkdir()
    (folder / "state/pinned/a.json").hardlink_to(tmp_path / "copy")
    with pytest.raises(Astray):
        open_file(folder, "messages/a.yaml")


def test_file_is_looked_for_again_where_state_could_not_be_listed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "messages/x.yaml").hardlink_to(folder / "state/people.db")
    opened = os.open

    def full(path: str, *more: object, **named: object) -> int:
        if path == "state":
            raise OSError(errno.EMFILE, "too many open files")
        return opened(path, *more, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr("os.open", full)
        with suppress(OSError):
            open_file(folder, "messages/x.yaml").close()
    with pytest.raises(Astray):
        open_file(folder, "messages/x.yaml")


def test_file_that_one_station_may_read_is_still_private_in_another(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other/state").mkdir(parents=True)
    (tmp_path / "other/state/a").hardlink_to(folder / "messages/a.yaml")
    (tmp_path / "other/a.yaml").hardlink_to(folder / "messages/a.yaml")
    open_file(folder, "messages/a.yaml").close()
    with pytest.raises(Astray):
        open_file(tmp_path / "other", "a.yaml")


def test_a_pipe_and_a_folder_are_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "messages/x.yaml")
    for name in ("messages/x.yaml", "messages/thon"):
        with pytest.raises(Astray) as caught:
            open_file(folder, name)
        assert caught.value.why == "kind"


def test_no_name_leads_up(folder: Path) -> None:
    for name in ("messages/../state/people.db", "../dai/state/people.db", "/etc/passwd"):
        with pytest.raises(Astray):
            open_file(folder / "messages" if name.startswith("..") else folder, name)


def test_links_are_listed_and_not_entered(folder: Path) -> None:
    (folder / "messages/x").symlink_to("../state")
    (folder / "messages/.draft").write_bytes(b"")
    assert sorted(files_below(folder, "messages")) == [
        "messages/a.yaml",
        "messages/thon/b.yaml",
        "messages/x",
    ]
    assert list(files_below(folder, "templates")) == []
    (folder / "templates").symlink_to("state")
    with pytest.raises(Astray):
        list(files_below(folder, "templates"))


def test_a_held_folder_stays_the_one_that_it_was(folder: Path) -> None:
    with held(folder, "messages") as place:
        (folder / "messages").rename(folder / "was")
        (folder / "messages").symlink_to("state")
        (place / "new.yaml").write_bytes(OURS)
    assert (folder / "was/new.yaml").exists()
    assert not (folder / "state/new.yaml").exists()


def test_what_is_swapped_all_the_time_gives_its_own_words_or_none(folder: Path) -> None:
    """A file and its folder become links and files again thousands of times; never is a secret read."""
    (folder / "state/a.yaml").write_bytes(SECRET)
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            (folder / "messages").rename(folder / "was")
            (folder / "messages").symlink_to("state")
            (folder / "messages").unlink()
            (folder / "was").rename(folder / "messages")
            (folder / "l").symlink_to("../state/a.yaml")
            (folder / "messages/a.yaml").rename(folder / "kept")
            (folder / "l").rename(folder / "messages/a.yaml")
            (folder / "kept").rename(folder / "messages/a.yaml")

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        read = set()
        for _ in range(4000):
            with suppress(OSError), open_file(folder, "messages/a.yaml") as file:
                read.add(file.read())
    finally:
        done.set()
        swapping.join()
    assert read == {OURS}


@pytest.mark.parametrize("inside", ["messages", "messages/thon"])
def test_error_of_the_disk_names_the_file_and_not_the_path_that_holds_the_folder(
    inside: str, folder: Path
) -> None:
    (folder / inside / "taken.yaml").mkdir()
    with pytest.raises(StoreError) as error, held(folder, inside) as place:
        write_bytes(place / "taken.yaml", OURS)
    assert error.value.facts["path"] == str(folder / inside / "taken.yaml")


def test_error_of_the_disk_about_another_file_keeps_its_path(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreError) as error, held(folder, "messages"):
        write_bytes(tmp_path / "taken", OURS)
    assert error.value.facts["path"] == str(tmp_path / "taken")


def test_a_nest_of_folders_is_left_out_and_the_files_beside_it_are_listed(folder: Path) -> None:
    (folder / "messages/a.yaml").write_text("")
    place = os.open(folder / "messages", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=place)
        deeper = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = deeper
    os.close(place)
    try:
        assert "messages/a.yaml" in set(files_below(folder, "messages"))
    finally:
        subprocess.run(["rm", "-rf", str(folder / "messages/d")], check=True)  # Python's own goes as deep
