"""The manual page and the version come from the declarations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from broadcaster import __version__
from broadcaster.cli import COMMANDS, group

PROJECT = Path(__file__).parents[3]


def test_every_command_stands_in_the_manual_in_both_languages(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PROJECT / "scripts/manual", tmp_path], check=True)
    pages = {name: (tmp_path / name).read_text("utf-8") for name in ("broadcaster.1", "broadcaster.vi.1")}
    for name, page in pages.items():
        for command in COMMANDS:
            assert f"\n.SS broadcaster {command} ".replace("-", "\\-") in page, (name, command)
        assert __version__ in page
    assert "TÊN" in pages["broadcaster.vi.1"]
    assert pages["broadcaster.1"] != pages["broadcaster.vi.1"]
    assert "_BROADCASTER_COMPLETE=bash_complete" in (tmp_path / "broadcaster.bash").read_text("utf-8")


def test_the_version_is_told_whatever_the_distribution_is_called() -> None:
    assert CliRunner().invoke(group, ["--version"]).output == f"{__version__}\n"
