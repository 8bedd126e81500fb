"""The question of a new station, which voice is to read: who is asked, and what an answer does."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadcaster.speech import overview
from broadcaster.station.yaml.structure import data_of
from tests.fakes.console import OFFICER, TECHNICIAN, Console
from tests.fakes.quick_hashes import quick_hashes

ASKED = 'hx-get="/voices/first"'
NEAR = 'services: {openai: {address: "http://127.0.0.1:9", voices: [nu-bac]}}\n'

Opened = Callable[..., Console]


@contextmanager
def opening() -> Iterator[Opened]:
    consoles: list[Console] = []

    def opened(folder: Path, settings: str = "") -> Console:
        consoles.append(Console(folder, settings))
        return consoles[-1]

    with quick_hashes():
        yield opened
        for console in consoles:
            console.running.close()


@pytest.fixture
def opened() -> Iterator[Opened]:
    with opening() as made:
        yield made


@pytest.fixture
def console(opened: Opened, tmp_path: Path) -> Console:
    return opened(tmp_path, NEAR)


def is_asked(console: Console) -> bool:
    """Whether Hôm nay asks, and the question itself has something to say."""
    status, page = console.ask(TECHNICIAN, "/")
    assert status == 200
    _, part = console.ask(TECHNICIAN, "/voices/first")
    assert (ASKED in page) == ("first-voice" in part)
    return ASKED in page


def answer(console: Console, voice: str) -> tuple[int, str]:
    return console.press(TECHNICIAN, "/voices/choose", voice=voice, first="true")


def written(console: Console) -> dict[str, dict[str, object]]:
    found = data_of((console.folder / "station.yaml").read_text())
    assert isinstance(found, dict)
    return found


def test_who_may_choose_is_asked_and_nobody_else(console: Console) -> None:
    assert is_asked(console)
    _, page = console.ask(OFFICER, "/")
    assert ASKED not in page
    assert console.ask(OFFICER, "/voices/first")[0] == 403
    before = written(console)
    assert console.press(OFFICER, "/voices/choose", voice="espeak:vi", first="true")[0] == 403
    assert written(console) == before


def test_clear_voices_stand_first_each_with_what_leaves_and_what_it_costs(console: Console) -> None:
    _, part = console.ask(TECHNICIAN, "/voices/first")
    rows = re.findall(r'<li class="row">.*?</li>', part, re.DOTALL)
    tried = [re.findall(r'data-try="([^"]+)"', row) for row in rows]
    assert tried[0] == ["openai:nu-bac"]
    assert tried.index(["gtts:vi"]) < tried.index(["espeak:vi"])
    assert "lời được gửi tới OpenAI (127.0.0.1:9)" in rows[0]
    (google,) = (row for row in rows if "gtts:vi" in row)
    assert "lời được gửi tới Google (translate.google.com)" in google
    (built_in,) = (row for row in rows if '"espeak:vi"' in row)
    assert "không lời nào ra khỏi máy của đài" in built_in
    assert all("miễn phí" in row for row in rows)


def test_a_service_far_away_may_cost_something(opened: Opened, tmp_path: Path) -> None:
    services = "services: {openai: {address: 'https://api.openai.com', voices: [nova]}}\n"
    _, part = opened(tmp_path, services).ask(TECHNICIAN, "/voices/first")
    (row,) = (row for row in re.findall(r'<li class="row">.*?</li>', part, re.DOTALL) if "nova" in row)
    assert "OpenAI có thể tính phí" in row
    assert "miễn phí" not in row


@pytest.mark.parametrize("voice", ["espeak:vi-vn-x-south", ""], ids=["chosen", "declined"])
def test_answer_ends_the_question_after_a_restart_too(opened: Opened, tmp_path: Path, voice: str) -> None:
    console = opened(tmp_path, NEAR)
    status, told = answer(console, voice)
    assert status == 303, told
    assert not is_asked(console)
    wanted = ["espeak", "piper", "gtts"] if voice else ["piper", "gtts", "espeak"]
    assert written(console)["speech"]["engines"] == wanted
    assert written(console).get("voices") == ({"default": {"espeak": "vi-vn-x-south"}} if voice else None)
    console.running.close()
    assert not is_asked(opened(tmp_path))


def test_second_browser_is_told_and_changes_nothing(console: Console) -> None:
    answer(console, "espeak:vi-vn-x-south")
    before = written(console)
    for voice in ("espeak:vi", ""):
        status, page = answer(console, voice)
        assert status == 409
        assert "Đã có người chọn giọng đọc cho đài rồi" in page
    assert written(console) == before


def test_of_two_answers_at_once_one_counts_and_the_other_is_told(console: Console) -> None:
    console.ask(TECHNICIAN, "/voices")  # signs in before the threads do
    found: list[int] = []
    voices = ("espeak:vi-vn-x-south", "espeak:vi-vn-x-central")
    threads = [threading.Thread(target=lambda v=v: found.append(answer(console, v)[0])) for v in voices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [303, 409]


def test_full_disk_is_told_and_the_question_stays(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    before = written(console)

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        status, page = answer(console, "espeak:vi")
    assert status == 409, page
    assert written(console) == before
    assert is_asked(console)
    assert answer(console, "espeak:vi")[0] == 303


def test_without_any_engine_the_question_says_so_and_can_be_declined(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "find", lambda: None)
    console = opened(tmp_path, "speech: {online: false}\n")
    _, part = console.ask(TECHNICIAN, "/voices/first")
    assert "chưa có giọng nào đọc được" in part
    assert "data-try=" not in part
    assert answer(console, "")[0] == 303
    assert not is_asked(console)
    assert written(console)["speech"] == {"online": "false", "engines": ["piper", "espeak"]}


@pytest.mark.parametrize("text", ["name: [\n", ""], ids=["no yaml", "empty"])
def test_file_that_nobody_can_read_is_not_asked_about(console: Console, text: str) -> None:
    (console.folder / "station.yaml").write_text(text)
    assert not is_asked(console)
    (console.folder / "station.yaml").unlink()
    assert not is_asked(console)


def test_fault_elsewhere_in_the_file_is_told_and_nothing_is_written(console: Console) -> None:
    path = console.folder / "station.yaml"
    path.write_text(path.read_text() + "sond: {rate: 8}\n")
    before = path.read_text()
    status, page = answer(console, "espeak:vi")
    assert status == 409
    assert "station.yaml" in page
    assert path.read_text() == before
