"""What the station may ask of root's updater, and what it may put in its place without being heard."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.upkeep.update.wish import NAME, YOUNG, TakenWish, UpdateWish, ask, asked, take

NOW = datetime.now(UTC)


@pytest.mark.parametrize("wish", UpdateWish)
def test_what_is_asked_for_is_taken_once(tmp_path: Path, wish: UpdateWish) -> None:
    assert take(tmp_path, os.getuid(), NOW) is None
    ask(tmp_path, wish)
    assert asked(tmp_path) is not None
    assert take(tmp_path, os.getuid(), datetime.now(UTC)) == TakenWish(wish=wish)
    assert (take(tmp_path, os.getuid(), NOW), asked(tmp_path)) == (None, None)


def test_without_a_service_of_the_packages_nobody_is_asked(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"update\.no_updater"):
        ask(tmp_path / "none", UpdateWish.NOW)


def _link(path: Path) -> None:
    (path.parent / "other").write_text("now\n")
    path.symlink_to(path.parent / "other")


def _second_name(path: Path) -> None:
    (path.parent / "other").write_text("now\n")
    path.hardlink_to(path.parent / "other")


def _folder(path: Path) -> None:
    (path / "deep").mkdir(parents=True)
    (path / "deep/file").write_text("now\n")


PUT: dict[str, Callable[[Path], object]] = {
    "a link": _link,
    "a second name": _second_name,
    "a folder": _folder,
    "a pipe": os.mkfifo,
    "a huge file": lambda path: path.write_bytes(b"now\n" + bytes(50_000_000)),
    "an empty file": lambda path: path.write_bytes(b""),
    "a version": lambda path: path.write_text("now 1.0.1\n"),
    "an option": lambda path: path.write_text("now --from /x"),
    "no text": lambda path: path.write_bytes(b"\xff\xfe"),
}


@pytest.mark.parametrize("put", PUT)
def test_what_is_no_request_does_nothing_and_lies_there_no_more(tmp_path: Path, put: str) -> None:
    PUT[put](tmp_path / NAME)
    assert take(tmp_path, os.getuid(), NOW) == TakenWish(why="update.why.odd")
    assert not os.path.lexists(tmp_path / NAME)
    assert not (tmp_path / "other").exists() or (tmp_path / "other").read_text() == "now\n"


def test_a_request_of_another_account_does_nothing(tmp_path: Path) -> None:
    ask(tmp_path, UpdateWish.BACK)
    assert take(tmp_path, os.getuid() + 1, datetime.now(UTC)) == TakenWish(why="update.why.odd")


@pytest.mark.parametrize("age", [YOUNG + timedelta(minutes=1), -YOUNG - timedelta(minutes=1)])
def test_an_old_request_does_nothing(tmp_path: Path, age: timedelta) -> None:
    ask(tmp_path, UpdateWish.NOW)
    then = (NOW - age).timestamp()
    os.utime(tmp_path / NAME, (then, then))
    assert take(tmp_path, os.getuid(), NOW) == TakenWish(why="update.why.old")
