"""Passwords kept apart in secrets.yaml: taken, never shown, never in the archive."""

from __future__ import annotations

import errno
import logging
import zipfile
from pathlib import Path

import pytest

from broadcaster.station.loading import archive as accepted
from broadcaster.station.loading.loader import Loaded, load
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import FolderSource

STATION = (
    "name: Đài thử\nkeying: {type: http, on: 'http://r.vn/1', off: 'http://r.vn/0', user: a, password: PW}\n"
)
VALUE = "mat-khau-rat-dai-71"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "station.yaml", STATION.replace("PW", "!secret relay"))
    write(tmp_path, "secrets.yaml", f"relay: {VALUE}\n")
    return tmp_path


def write(folder: Path, name: str, text: str, mode: int = 0o600) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(mode)


def password(loaded: Loaded) -> str:
    assert loaded.station is not None, [p.as_line() for p in loaded.problems]
    return loaded.station.settings.keying.options["password"]


def codes(loaded: Loaded) -> list[tuple[str, str, int]]:
    return [(p.code.removeprefix("station."), p.file, p.line) for p in loaded.problems]


def test_secret_is_taken_from_the_file_beside(folder: Path) -> None:
    loaded = load(folder)
    assert password(loaded) == VALUE
    assert codes(loaded) == []


def test_secret_is_in_no_archive_and_a_restart_on_a_broken_file_still_knows_it(folder: Path) -> None:
    loaded = load(folder)
    state = folder / "state"
    accepted.keep(loaded, state)
    with zipfile.ZipFile(state / "accepted.zip") as archive:
        assert "secrets.yaml" not in archive.namelist()
        assert VALUE.encode() not in b"".join(archive.read(name) for name in archive.namelist())
    assert (state / "secrets.yaml").stat().st_mode & 0o777 == 0o600
    write(folder, "secrets.yaml", "[")
    again = accepted.reload(state, folder)
    assert again is not None
    assert password(again) == VALUE


def test_secret_that_is_used_no_more_is_kept_no_more(folder: Path) -> None:
    state = folder / "state"
    accepted.keep(load(folder), state)
    write(folder, "station.yaml", "name: Đài thử\n")
    accepted.keep(load(folder), state)
    assert not (state / "secrets.yaml").exists()


def test_changed_secret_is_seen_although_station_yaml_is_the_same(folder: Path) -> None:
    accepted.keep(load(folder), folder / "state")
    write(folder, "secrets.yaml", "relay: another\n")
    found = whole(FolderSource(folder), accepted.opened(folder / "state", folder))
    assert password(found.loaded) == "another"


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ("", ("no_secret", "station.yaml", 2)),
        ("relais: x\n", ("no_secret", "station.yaml", 2)),
        ("[relay]\n", ("secrets_not_keys", "secrets.yaml", 1)),
        ("relay: {a: b}\n", ("secret_not_text", "secrets.yaml", 1)),
        ("relay: !secret other\n", ("secret_elsewhere", "secrets.yaml", 1)),
    ],
    ids=["empty", "other name", "list", "mapping", "secret of a secret"],
)
def test_secret_that_is_not_there_is_told_at_its_place(
    folder: Path, secrets: str, told: tuple[str, str, int]
) -> None:
    write(folder, "secrets.yaml", secrets)
    loaded = load(folder)
    assert loaded.station is None
    assert told in codes(loaded)


def test_secrets_file_that_is_missing_is_told(folder: Path) -> None:
    (folder / "secrets.yaml").unlink()
    loaded = load(folder)
    assert loaded.station is None
    assert ("no_file", "secrets.yaml", 1) in codes(loaded)


def test_secret_elsewhere_than_in_station_yaml_is_refused(folder: Path) -> None:
    (folder / "messages").mkdir()
    write(folder, "messages/a.yaml", "title: !secret relay\nparts:\n  - say: x\n")
    assert ("secret_elsewhere", "messages/a.yaml", 1) in codes(load(folder))


@pytest.mark.parametrize(
    "text",
    [
        "name: !secret relay\n",
        "name: A\nplace: {ward: !secret relay}\n",
        "name: A\nzones: {a: {title: !secret relay}}\n",
        "name: A\nnotices: {mail: {server: !secret relay, from: a@b.vn}}\n",
        "name: A\nneighbours: [!secret relay]\n",
    ],
)
def test_secret_where_people_would_read_it_is_refused(folder: Path, text: str) -> None:
    write(folder, "station.yaml", text)
    loaded = load(folder)
    assert "secret_not_here" in {code for code, *_ in codes(loaded)}
    assert VALUE not in " ".join(one.as_line() for one in loaded.problems)


@pytest.mark.parametrize("key", ["timezone", "keying", "output", "zones"])
def test_no_problem_shows_the_text_of_a_secret(
    folder: Path, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(folder, "station.yaml", f"name: Đài thử\n{key}: !secret relay\n")
    with caplog.at_level(logging.DEBUG):
        loaded = load(folder)
    assert loaded.station is None
    shown = " ".join(p.as_line() + repr(p) for p in loaded.problems) + repr(loaded) + caplog.text
    assert VALUE not in shown.replace(repr(loaded.trees), "")


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        (STATION.replace("PW", "abc"), 0o644, [("password_readable", "station.yaml", 2)]),
        (STATION.replace("PW", "abc"), 0o640, []),
        (
            "name: x\nsources: {vov: 'https://a:b@vov.vn/x'}\n",
            0o644,
            [("password_readable", "station.yaml", 2)],
        ),
        ("name: x\nsources: {vov: 'https://vov.vn:80/@x'}\n", 0o644, []),
        (STATION.replace("PW", "!secret relay"), 0o644, []),
    ],
    ids=["password", "not for all", "address", "address without", "kept apart"],
)
def test_password_in_a_file_that_all_may_read_is_warned_of(
    folder: Path, text: str, mode: int, told: list[tuple[str, str, int]]
) -> None:
    write(folder, "station.yaml", text, mode)
    loaded = load(folder)
    assert loaded.station is not None
    assert codes(loaded) == told


def test_secrets_that_all_may_read_are_warned_of(folder: Path) -> None:
    (folder / "secrets.yaml").chmod(0o644)
    assert codes(load(folder)) == [("secrets_readable", "secrets.yaml", 1)]


def test_station_without_secrets_is_kept_on_a_disk_that_removes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "station.yaml", "name: Đài thử\n")
    accepted.keep(load(tmp_path), tmp_path / "state")

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path), missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    accepted.keep(load(tmp_path), tmp_path / "state")
