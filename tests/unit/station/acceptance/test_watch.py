from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.station.acceptance import follower
from broadcaster.station.acceptance.follower import changed

QUIET = 0.5  # seconds
SOON = 60.0  # seconds; only a failing test waits so long


@pytest.fixture
def told(tmp_path: Path) -> Iterator[queue.Queue[None]]:
    """What `changed` yields for `tmp_path`, from a thread as in the running station."""
    for folder in ("messages", "state", "audio_cache", ".git"):
        (tmp_path / folder).mkdir()
    stop = threading.Event()
    seen: queue.Queue[None] = queue.Queue()

    def follow() -> None:
        for change in changed(tmp_path, stop, quiet=QUIET):
            seen.put(change)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    (tmp_path / "messages" / "first.yaml").touch()
    wait_until_watching(tmp_path, seen)
    yield seen
    stop.set()
    thread.join(SOON)
    assert not thread.is_alive()


def wait_until_watching(folder: Path, seen: queue.Queue[None]) -> None:
    for number in range(50):
        (folder / "messages" / "first.yaml").write_text(str(number))
        try:
            seen.get(timeout=3 * QUIET)
        except queue.Empty:
            continue
        return
    raise AssertionError("the watcher has not begun")


def test_file_saved_in_several_steps_then_is_told_once(tmp_path: Path, told: queue.Queue[None]) -> None:
    draft = tmp_path / "messages" / "new.yaml"
    for number in range(5):
        draft.write_text("x" * number)
    draft.replace(tmp_path / "messages" / "m.yaml")

    told.get(timeout=SOON)

    with pytest.raises(queue.Empty):
        told.get(timeout=4 * QUIET)


def test_files_that_are_not_the_stations_then_are_not_told_but_a_removal_is(
    tmp_path: Path, told: queue.Queue[None]
) -> None:
    for name in (
        "state/journal.db",
        "audio_cache/x.wav",
        ".git/index",
        "messages/.m.swp",
        "messages/m.yaml~",
    ):
        (tmp_path / name).write_text("x")
    with pytest.raises(queue.Empty):
        told.get(timeout=4 * QUIET)

    (tmp_path / "messages" / "first.yaml").unlink()

    told.get(timeout=SOON)


@pytest.mark.parametrize("name", ["nohup.out", "state/journal.db-wal", "audio_cache/clip.wav"])
def test_an_edit_is_told_while_another_file_is_written_all_the_time(
    tmp_path: Path, told: queue.Queue[None], name: str
) -> None:
    over = threading.Event()

    def log() -> None:
        with (tmp_path / name).open("a") as file:
            while not over.wait(QUIET / 10):
                file.write("a line\n")
                file.flush()

    thread = threading.Thread(target=log, daemon=True)
    thread.start()
    (tmp_path / "messages" / "first.yaml").write_text("another text")
    try:
        told.get(timeout=SOON / 3)
    finally:
        over.set()
        thread.join(SOON)


def test_an_edit_is_told_while_a_colleagues_file_is_never_at_rest(
    tmp_path: Path, told: queue.Queue[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "UNREST", 4 * QUIET)
    over = threading.Event()

    def touch() -> None:
        while not over.wait(QUIET / 10):
            (tmp_path / "messages" / "other.yaml").write_text("title: a")

    thread = threading.Thread(target=touch, daemon=True)
    thread.start()
    try:
        (tmp_path / "messages" / "first.yaml").write_text("another text")
        told.get(timeout=SOON / 3)
        told.get(timeout=SOON / 3)
    finally:
        over.set()
        thread.join(SOON)


def test_what_all_texts_share_must_rest_for_longer_once_it_changes_again_and_again(
    tmp_path: Path, told: queue.Queue[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "UNREST", 12 * QUIET)
    over = threading.Event()

    def flap() -> None:
        while not over.wait(1.6 * QUIET):
            (tmp_path / "station.yaml").write_text("name: a")

    began = time.monotonic()
    thread = threading.Thread(target=flap, daemon=True)
    thread.start()
    try:
        for _ in range(follower.OFTEN + 2):
            told.get(timeout=SOON)
    finally:
        over.set()
        thread.join(SOON)
    assert time.monotonic() - began > 24 * QUIET  # the last two waited for the end of their patience
    with suppress(queue.Empty):
        told.get(timeout=follower.LONG_REST + SOON / 10)
    (tmp_path / "messages" / "first.yaml").write_text("an officer's edit")
    began = time.monotonic()
    told.get(timeout=SOON)
    assert time.monotonic() - began < follower.LONG_REST


def test_what_a_person_changed_by_the_program_waits_for_no_rest(tmp_path: Path) -> None:
    stop, at_once = threading.Event(), threading.Event()
    seen: queue.Queue[None] = queue.Queue()

    def follow() -> None:
        for change in changed(tmp_path, stop, quiet=10 * SOON, at_once=at_once):
            seen.put(change)

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    for number in range(5):
        (tmp_path / "lexicon.yaml").write_text(str(number))
        at_once.set()
        seen.get(timeout=SOON)
    assert seen.empty()
    stop.set()
    thread.join(SOON)
    assert not thread.is_alive()
