"""The log: journald's own form where it listens, plain lines elsewhere, no secrets anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
import logging, os, sys
from broadcaster import logs
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
