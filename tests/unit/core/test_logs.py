"""The log: journald's own form where it listens, plain lines elsewhere, no secrets anywhere."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.cli import _main
from broadcaster.core import logs
from broadcaster.core.logs import VARIABLE

PROGRAM = """\
import logging, os, sys
from broadcaster.core import logs
if sys.argv[1] == "native":
    about = os.fstat(2)
    os.environ["JOURNAL_STREAM"] = f"{about.st_dev}:{about.st_ino}"
elif sys.argv[1] == "redirected":
    os.environ["JOURNAL_STREAM"] = "1:1"
logs.set_up()
log = logging.getLogger("broadcaster.test")
log.info("aired %s", "bluezone")
log.warning("lost http://officer:hunter2@relay/on, token=abc123")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("fault")
"""


def lines(tmp_path: Path, how: str) -> list[str]:
    out = tmp_path / "log"
    with out.open("wb") as file:
        environment = {k: v for k, v in os.environ.items() if k != "JOURNAL_STREAM"}
        subprocess.run([sys.executable, "-c", PROGRAM, how], stderr=file, env=environment, check=True)
    return out.read_text().splitlines()


def test_journald_gets_priorities_on_every_line_and_what_was_aired(tmp_path: Path) -> None:
    found = lines(tmp_path, "native")
    assert found[0] == "<6>broadcaster.test: aired bluezone"
    assert found[1].startswith("<4>broadcaster.test: lost ")
    assert found[2] == "<3>broadcaster.test: fault"
    assert all(line.startswith("<3>") for line in found[2:])
    assert "ZeroDivisionError" in found[-1]


@pytest.mark.parametrize("how", ["plain", "redirected"])
def test_terminal_and_file_get_plain_lines_of_warnings_only(tmp_path: Path, how: str) -> None:
    found = lines(tmp_path, how)
    assert "WARNING broadcaster.test: lost" in found[0]
    assert not any(line.startswith("<") for line in found)


def test_secrets_are_masked(tmp_path: Path) -> None:
    text = "\n".join(lines(tmp_path, "plain"))
    assert "hunter2" not in text
    assert "abc123" not in text
    assert "http://***@relay/on, token=***" in text


CHILD = "from broadcaster.core import logs; import logging, os, sys; logs.silence_libraries(); logs.set_up();"
CHILD += "logging.warning('ours'); os.write(2, b'ALSA lib pcm.c'); print('told', file=sys.stderr)"


def child(level: int | None) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in ("JOURNAL_STREAM", VARIABLE)}
    if level is not None:
        environment[VARIABLE] = str(level)
    command = [sys.executable, "-c", CHILD]
    return subprocess.run(command, stderr=subprocess.PIPE, env=environment, check=True, text=True).stderr


def test_officers_screen_shows_neither_log_nor_what_a_library_of_c_prints() -> None:
    assert child(logging.CRITICAL) == "told\n"


@pytest.mark.parametrize("level", [None, logging.INFO], ids=["service", "-v"])
def test_log_of_the_service_and_of_a_technician_has_both(level: int | None) -> None:
    shown = child(level)
    assert "WARNING root: ours" in shown
    assert "ALSA lib pcm.c" in shown


def test_command_tells_its_level_to_what_it_starts_and_to_nobody_after(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    told: list[str | None] = []

    def ask(_folder: Path) -> None:
        told.append(os.environ.get(VARIABLE))

    monkeypatch.setattr("broadcaster.cli.running.status.ask", ask)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        for arguments in (["status", "--format", "json"], ["-v", "status", "--format", "json"]):
            _main(["--station", str(tmp_path), *arguments])
    finally:
        root.handlers[:], root.level = handlers, level
    assert told == [str(logging.CRITICAL), str(logging.INFO)]
    assert VARIABLE not in os.environ
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("asked", "level"), [(None, logging.CRITICAL), (logging.INFO, logging.INFO)])
def test_command_that_airs_one_thing_logs_only_what_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, asked: int | None, level: int
) -> None:
    told: list[int | None] = []
    monkeypatch.setattr(logs, "set_up", lambda: told.append(int(os.environ[VARIABLE])))
    monkeypatch.setenv(VARIABLE, "" if asked is None else str(asked))
    logs.log_nothing()
    assert os.environ[VARIABLE] == str(level)
    assert told == ([level] if asked is None else [])


TAKEN = "stderr=subprocess.DEVNULL", "capture_output=True"
APART = {
    "broadcaster/alerts/gate/fetcher.py": "broadcaster/alerts/gate/programs.py",
    "broadcaster/alerts/gate/verifier.py": "broadcaster/alerts/gate/programs.py",
    "broadcaster/alerts/gate/recording.py": "broadcaster/alerts/gate/programs.py",
    "broadcaster/letters/reader_process.py": "broadcaster/letters/reader_process.py",
    "broadcaster/letters/import_process.py": "broadcaster/letters/reader_process.py",
    "broadcaster/speech/engines/bare.py": "broadcaster/speech/engines/pipe.py",
    "broadcaster/speech/engines/piper_child.py": "broadcaster/speech/engines/pipe.py",
    "broadcaster/speech/engines/vieneu_child.py": "broadcaster/speech/engines/pipe.py",
    "broadcaster/timetable/calendars/fetcher.py": "broadcaster/timetable/calendars/subscriptions.py",
    "broadcaster/playout/outputs/probe.py": "broadcaster/upkeep/doctor/sound.py",
}
"""Programs without a log of their own: whoever starts them takes what they write to standard error."""


def test_each_program_sets_up_its_log_or_its_starter_takes_what_it_writes() -> None:
    top = Path(logs.__file__).parents[2]
    programs = {
        str(path.relative_to(top)): path.read_text("utf-8")
        for path in (top / "broadcaster").rglob("*.py")
        if path.name == "__main__.py" or '__name__ == "__main__"' in path.read_text("utf-8")
    }
    del programs["broadcaster/__main__.py"]  # the command itself: `cli` sets its log up
    without = {name for name, code in programs.items() if "logs.set_up_child()" not in code}
    assert without == APART.keys()
    for name, starter in APART.items():
        assert any(taken in (top / starter).read_text("utf-8") for taken in TAKEN), name
        assert "sys.stderr" not in programs[name]
