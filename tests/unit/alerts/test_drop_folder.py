"""The drop folder: whole regular files are taken, and nothing else that somebody puts there does anything."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from broadcaster.alerts.cap.model import MOST_BYTES
from broadcaster.alerts.gate import drop_folder
from broadcaster.alerts.gate.drop_folder import FOLDER, DropFolder, Judged


class Bench:
    def __init__(self, station: Path) -> None:
        self.folder = station / FOLDER
        self.taken: list[bytes] = []
        self.strange: list[tuple[str, str]] = []
        self.judged = Judged.KEPT
        self.watch = DropFolder(station, self._judge, lambda code, name: self.strange.append((code, name)))

    def look(self, times: int = 3) -> None:
        for _ in range(times):
            if self.judged is not Judged.LATER:
                self.watch._again = 0.0
            self.watch.look()

    def _judge(self, raw: bytes) -> Judged:
        self.taken.append(raw)
        return self.judged

    @property
    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.folder.mkdir()
    return made


def test_a_file_is_taken_once_it_is_whole_and_then_removed(bench: Bench) -> None:
    bench.look()
    (bench.folder / "a.xml").write_bytes(b"one")
    bench.look()
    assert (bench.taken, bench.names) == ([b"one"], set())
    bench.look()
    assert bench.taken == [b"one"]


def test_a_file_that_grows_is_not_read_before_it_rests(bench: Bench) -> None:
    path = bench.folder / "a.xml"
    with path.open("ab") as file:
        for number in range(5):
            file.write(b"%d" % number)
            file.flush()
            bench.look(1)
        assert bench.taken == []
    bench.look()
    assert bench.taken == [b"01234"]


def test_one_that_never_ends_growing_is_told_once_and_stays(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "LOOKS", 5)
    with (bench.folder / "a.xml").open("ab") as file:
        for _ in range(20):
            file.write(b"x")
            file.flush()
            bench.look(1)
    assert (bench.taken, bench.strange, bench.names) == ([], [("alerts.grows", "a.xml")], {"a.xml"})


def test_links_pipes_folders_and_what_is_too_big_are_told_once_and_stay(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (bench.folder / "link.xml").symlink_to(tmp_path / "secret")
    (bench.folder / "dangling").symlink_to("nowhere")
    os.mkfifo(bench.folder / "pipe.xml")
    (bench.folder / "folder").mkdir()
    (bench.folder / "folder" / "inside.xml").write_bytes(b"x")
    (bench.folder / "big.xml").write_bytes(b"x" * (MOST_BYTES + 1))
    (bench.folder / ".draft").write_bytes(b"hidden")
    bench.look(10)
    assert sorted(bench.strange) == [
        ("alerts.no_file", "dangling"),
        ("alerts.no_file", "folder"),
        ("alerts.no_file", "link.xml"),
        ("alerts.no_file", "pipe.xml"),
        ("alerts.too_big", "big.xml"),
    ]
    assert bench.taken == []
    assert len(bench.names) == 6


def test_a_second_name_of_the_stations_own_file_is_not_read(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "people.db").write_bytes(b"secret")
    os.link(tmp_path / "state" / "people.db", bench.folder / "a.xml")
    bench.look()
    assert (bench.taken, bench.strange) == ([], [("alerts.no_file", "a.xml")])


def test_a_folder_that_is_a_link_is_not_looked_into(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.xml").write_bytes(b"x")
    bench.folder.symlink_to(tmp_path / "elsewhere")
    bench.look()
    assert (bench.taken, (tmp_path / "elsewhere" / "a.xml").exists()) == ([], True)


def test_what_the_station_could_not_keep_stays_and_is_tried_later(bench: Bench) -> None:
    bench.judged = Judged.LATER
    (bench.folder / "a.xml").write_bytes(b"one")
    bench.look(1)
    bench.watch._again = 0.0
    bench.look(10)
    assert (bench.taken, bench.names) == ([b"one"], {"a.xml"}), "it does not try ten times a second"
    bench.judged = Judged.KEPT
    bench.look()
    assert (bench.taken, bench.names) == ([b"one", b"one"], set())


def test_what_was_refused_while_somebody_still_wrote_it_is_judged_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over a slow line an alert comes with pauses: its beginning is no alert, and must not be removed."""
    bench.judged, path = Judged.REFUSED, bench.folder / "a.xml"
    path.write_bytes(b"<alert>")
    bench.look(10)
    assert (bench.taken, bench.names) == ([b"<alert>"], {"a.xml"})
    bench.judged = Judged.KEPT
    path.write_bytes(b"<alert></alert>")
    bench.look()
    assert (bench.taken[1:], bench.names) == ([b"<alert></alert>"], set())
    monkeypatch.setattr(drop_folder, "LINGERS", -1.0)
    bench.judged = Judged.REFUSED
    path.write_bytes(b"nothing")
    bench.look()
    assert (bench.taken[2:], bench.names) == ([b"nothing"], set()), "what stays so is removed in the end"


def test_a_name_is_taken_again_for_another_file(bench: Bench) -> None:
    (bench.folder / "a.xml").mkdir()
    bench.look()
    (bench.folder / "a.xml").rmdir()
    bench.look()
    (bench.folder / "a.xml").write_bytes(b"one")
    bench.look()
    assert bench.taken == [b"one"]


def test_a_folder_at_rest_costs_next_to_nothing(bench: Bench) -> None:
    """Ten looks a second, on a slow computer: 0.2 % of it is 200 µs a look."""
    os.utime(bench.folder, (0, 0))
    bench.look()
    begun = time.process_time()
    bench.look(1000)
    assert time.process_time() - begun < 0.1


def test_no_folder_is_no_fault(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.look()
    assert (bench.taken, bench.strange) == ([], [])


def test_many_files_of_one_account_keep_nobody_elses_waiting(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drop_folder, "_BUSY", 0.0)
    for number in range(50):
        path = bench.folder / f"{number:03}.xml"
        path.write_bytes(b"other %d" % number)
        os.utime(path, (number, number))
    own = bench.folder / "z.xml"
    own.write_bytes(b"own")
    if os.getuid() == 0:
        os.chown(own, 12345, 12345)
    else:
        pytest.skip("only root gives files to others")
    bench.look(2)
    assert set(bench.taken) == {b"other 0", b"own"}
    late = bench.folder / "zz.xml"
    late.write_bytes(b"late")
    os.chown(late, 12345, 12345)
    bench.look(2)
    assert b"late" in bench.taken
    assert len(bench.taken) == 5
    bench.look(50)
    assert len(bench.taken) == 52


def test_names_that_stay_hide_no_file(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_folder, "MOST", 10)
    for number in range(200):
        (bench.folder / f"l{number}").symlink_to("x")
    (bench.folder / "a.xml").write_bytes(b"own")
    bench.look(2)
    assert bench.taken == [b"own"]
    assert len(bench.strange) == 10
