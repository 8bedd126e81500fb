"""Files as disks have them: missing, huge, strange, linked elsewhere."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading import sources
from broadcaster.station.loading.loader import Loaded, load
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import LARGEST_YAML, FileFault, FolderSource
from broadcaster.station.yaml.problems import Severity

Make = Callable[[Mapping[str, str | bytes]], Path]
MESSAGE = "title: x\nparts: [say: hi]\n"


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")


def lines(loaded: Loaded) -> list[str]:
    return [problem.as_line() for problem in loaded.problems]


def test_folder_that_is_absent_then_says_how_to_make_one(tmp_path: Path) -> None:
    loaded = load(tmp_path / "x")

    assert loaded.station is None
    assert lines(loaded) == [
        (
            f"station.yaml:1:1: error: there is no station folder '{tmp_path}/x' "
            "(name the right one with --station, or make a new one with broadcaster init FOLDER)"
        )
    ]


def test_folder_without_station_file_then_the_rest_is_checked_too(make: Make) -> None:
    folder = make({"messages/m.yaml": "titel: x\nparts: [say: hi]\nvoice: nobody\n"})
    (folder / "station.yaml").unlink()

    assert [p.code for p in load(folder).problems] == [
        "station.missing_key",
        "station.unknown_key",
        "station.no_station_file",
    ]


@pytest.mark.parametrize("kind", ["folder", "fifo", "dangling", "loop"])
def test_name_that_is_no_regular_file_then_is_told_without_waiting(kind: str, make: Make) -> None:
    path = make({}) / "messages" / "m.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        (path / "inner").mkdir(parents=True)
        path = path.parent / "station.yaml"
        path.symlink_to(path.parent / "ok.yaml" / "x")
    else:
        path.symlink_to("nowhere.yaml" if kind == "dangling" else path.name)

    found = [p.code for p in load(path.parents[1]).problems]

    assert len(found) == 1
    assert found[0] == ("station.no_file" if kind == "fifo" else "station.link")


def test_file_over_the_bound_then_is_refused(make: Make) -> None:
    folder = make({"lexicon.yaml": b"#" * (LARGEST_YAML + 1)})

    assert lines(load(folder)) == [
        (
            "lexicon.yaml:1:1: error: the file is over 1000000 bytes "
            "and cannot be one of the station's YAML files"
        )
    ]


def test_folder_with_more_files_than_any_station_needs_is_refused_and_one_with_as_many_is_not(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})
    many = len(list((folder / "messages").iterdir()))
    monkeypatch.setattr(sources, "MOST_FILES", many)
    assert lines(load(folder)) == []
    (folder / "messages/mot-nua.yaml").write_text(MESSAGE)

    assert lines(load(folder)) == [
        (
            f"station.yaml:1:1: error: the folder messages/ has more than {many} files: "
            "move some away; until then the station goes on with what it took before"
        )
    ]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            13,
            (
                "no permission to read 'lexicon.yaml' (give the account that runs "
                "the program the right to read it)"
            ),
        ),
        (5, "the disk cannot read 'lexicon.yaml' (code EIO)"),
    ],
)
def test_file_that_the_disk_refuses_then_is_a_problem(
    number: int, expected: str, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({"lexicon.yaml": "a: b\n"})
    really_open = os.open

    def refusing(path: str | Path, flags: int, *rest: int, dir_fd: int | None = None) -> int:
        if str(path).endswith("lexicon.yaml"):
            raise OSError(number, os.strerror(number))
        return really_open(path, flags, *rest, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refusing)

    assert lines(load(folder)) == [f"lexicon.yaml:1:1: error: {expected}"]


@pytest.mark.parametrize("name", ["bản tin", "a.b", "x" * 65, "tin(1)", "ti\u200bn"])
def test_file_name_that_is_no_id_then_is_told(name: str, make: Make) -> None:
    problems = load(make({f"messages/{name}.yaml": MESSAGE})).problems

    assert [(p.code, p.line) for p in problems] == [("station.bad_file_name", 1)]
    assert problems[0].file.isprintable()


def test_file_name_of_bytes_that_are_no_text_then_can_still_be_shown(make: Make) -> None:
    folder = make({})
    (folder / "messages" / os.fsdecode(b"\xff.yaml")).write_text(MESSAGE)

    (line,) = lines(load(folder))

    assert line.encode().startswith(b"messages/\\udcff.yaml:1:1: error: the file name '\\udcff' cannot serve")


def test_names_in_vietnamese_letters_composed_or_apart_then_are_one_id(make: Make) -> None:
    apart = unicodedata.normalize("NFD", "thông-báo")
    schedule = "message: thông-báo\nat: ['06:30']\n"

    station = load(make({f"messages/{apart}.yaml": MESSAGE, "schedules/s.yaml": schedule})).station

    assert station is not None
    assert "thông-báo" in station.messages


def test_two_files_of_one_id_then_the_second_is_told(make: Make) -> None:
    apart = unicodedata.normalize("NFD", "bão")

    (problem,) = load(make({"messages/bão.yaml": MESSAGE, f"messages/{apart}.yaml": MESSAGE})).problems

    assert problem.code == "station.same_id"


def test_files_with_almost_the_right_ending_then_a_warning(make: Make) -> None:
    files = {
        "messages/a.yml": "x",
        "schedules/b.yaml.txt": "x",
        "messages/anh.jpg": "x",
        "messages/c.yaml~": "x",
    }

    loaded = load(make({**files, "messages/.a.yaml.swp": "x", "messages/.git/x.yaml": "x"}))

    assert loaded.station is not None
    assert lines(loaded) == [
        (
            "messages/a.yml:1:1: warning: this file is not read because its name does not end in .yaml "
            "(rename it to 'a.yaml')"
        ),
        (
            "schedules/b.yaml.txt:1:1: warning: this file is not read because its name does not end in .yaml "
            "(rename it to 'b.yaml')"
        ),
    ]


def test_folder_linked_from_elsewhere_then_a_warning(make: Make, tmp_path: Path) -> None:
    folder = make({})
    (tmp_path / "elsewhere").mkdir()
    (folder / "messages" / "centre").symlink_to(tmp_path / "elsewhere")

    assert [(p.file, p.code) for p in load(folder).problems] == [("messages/centre", "station.not_read")]


def test_messages_that_is_a_file_then_is_told(make: Make) -> None:
    folder = make({})
    (folder / "schedules").write_text("x")

    assert [p.code for p in load(folder).problems] == ["station.no_file"]


def test_file_linked_to_outside_or_inside_then_is_refused(make: Make, tmp_path: Path) -> None:
    folder = make({})
    (tmp_path / "secret.yaml").write_text(MESSAGE)
    (folder / "messages" / "m.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "messages" / "n.yaml").symlink_to(folder / "messages" / "ok.yaml")

    loaded = load(folder)

    assert [(p.file, p.code) for p in loaded.problems] == [
        ("messages/m.yaml", "station.link"),
        ("messages/n.yaml", "station.link"),
    ]


@pytest.mark.parametrize("way", ["file", "folder"])
def test_recording_linked_to_outside_then_is_refused(way: str, make: Make, tmp_path: Path) -> None:
    folder = make({"messages/m.yaml": "title: x\nbed: recordings/out/b.ogg\nparts: [say: hi]\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.ogg").write_bytes(b"x")
    link = folder / "recordings" / "out"
    if way == "folder":
        link.symlink_to(outside)
    else:
        link.mkdir()
        (link / "b.ogg").symlink_to(outside / "b.ogg")

    first, *warnings = load(folder).problems

    assert (first.file, first.code) == ("messages/m.yaml", "station.link")
    assert [(p.code, p.severity) for p in warnings] == [("station.link", Severity.WARNING)]


def test_recording_named_with_apart_accents_on_disk_then_is_found(make: Make) -> None:
    apart = unicodedata.normalize("NFD", "recordings/tiếng-mông/bản.ogg")
    text = "title: x\nparts: [play: recordings/tiếng-mông/bản.ogg]\n"

    station = load(make({apart: b"x", "messages/m.yaml": text})).station

    assert station is not None
    assert station.recordings["recordings/tiếng-mông/bản.ogg"].path.read_bytes() == b"x"


@pytest.mark.parametrize("name", ["a" * 300 + ".ogg", "recordings/a.ogg/b", "x" * 5000])
def test_recording_of_an_impossible_name_then_is_missing(name: str, make: Make) -> None:
    with pytest.raises(FileFault) as caught:
        FolderSource(make({})).recording(name)

    assert caught.value.code == "station.no_recording"


def test_recording_edited_then_its_hash_follows(make: Make, clock: FakeClock) -> None:
    folder = make({"messages/m.yaml": "title: x\nparts: [play: recordings/a.ogg]\n"})
    hashes = []
    for content in (b"one", b"two, longer"):
        (folder / "recordings" / "a.ogg").write_bytes(content)
        station = load(folder, clock=clock).station
        assert station is not None
        hashes.append(station.recordings["recordings/a.ogg"].sha256)

    assert hashes[0] != hashes[1]
    assert hashes[0] == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lexicon.yaml", "a:\n" * 75_000),
        ("messages/m.yaml", "title: x\nparts:\n" + "- relay: x\n" * 20_000),
        ("messages/m.yaml", "title: x\nparts:\n" + "- {sai: x, pley: y}\n" * 11_000),
        ("messages/m.yaml", "".join(f"k{number}: 1\n" for number in range(20_000))),
        ("messages/m.yaml", "title: " + "x" * 225_000),
        ("schedules/s.yaml", "messages: [" + "x, " * 75_000 + "]\n"),
        ("schedules/s.yaml", "days: [" + "mob, " * 47_000 + "]\n"),
        ("station.yaml", "name: x\ngain:\n" + "".join(f"  k{number}: 1\n" for number in range(15_000))),
    ],
)
def test_large_file_full_of_mistakes_then_is_told_soon_and_briefly(
    name: str, content: str, make: Make
) -> None:
    folder = make({name: content})
    start = time.monotonic()

    loaded = load(folder)

    assert loaded.station is None
    assert 1 <= len(loaded.problems) <= 1100
    assert time.monotonic() - start < 60  # about 0.4 s on an idle machine


def test_recording_of_three_gigabytes_then_is_told_before_it_is_read(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({"messages/m.yaml": "title: x\nparts: [play: recordings/big.wav]\n"})
    with (folder / "recordings" / "big.wav").open("wb") as file:
        file.truncate(3 << 30)
    monkeypatch.setattr("hashlib.file_digest", lambda *_: pytest.fail("it was read"))

    (problem,) = load(folder).problems
    assert (problem.code, problem.line) == ("station.large_recording", 2)
    assert "giờ" not in problem.message, "nobody has looked how long it is"


def test_recordings_beyond_what_a_start_may_read_cost_only_their_messages(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_RECORDED", 2500)
    files = {f"messages/m{n}.yaml": f"title: x\nparts: [play: recordings/{n}.wav]\n" for n in range(4)}
    files["messages/loi.yaml"] = "title: x\nparts: [say: Kính thưa bà con., play: recordings/0.wav]\n"
    folder = make(files)
    for number in range(4):
        (folder / "recordings" / f"{number}.wav").write_bytes(bytes([number]) * 1000)

    told = [one for one in load(folder).problems if one.code == "station.too_much_recorded"]
    assert len(told) == 2
    found = whole(sources.FolderSource(folder), None, alone=True)
    assert found.loaded.station is not None
    assert "loi" in found.loaded.station.messages


def test_more_text_than_a_start_may_read_is_not_read(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_TEXT", 5000)
    folder = make({f"messages/m{number}.yaml": MESSAGE for number in range(3)})
    assert load(folder).station is not None
    for number in range(6):
        (folder / "messages" / f"x{number}.yaml").write_text("# " + "x" * 1000 + "\n" + MESSAGE)
    (problem,) = load(folder).problems
    assert problem.code == "station.too_much_text"


def test_file_too_large_by_itself_costs_only_itself(make: Make) -> None:
    folder = make({"messages/m.yaml": MESSAGE})
    with (folder / "messages" / "lon.yaml").open("wb") as file:
        file.truncate(3 << 30)
    assert {one.code for one in load(folder).problems} == {"station.too_large"}
