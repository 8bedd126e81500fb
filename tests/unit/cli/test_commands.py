"""Every command answers `--help`; the group imports nothing heavy to list them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.cli import COMMANDS
from tests.unit.cli.here import Command

HEAVY = ("numpy", "pydub", "yaml", "pydantic", "fastapi", "sqlite3", "asyncio", "requests")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_is_shown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from broadcaster.cli import main

    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("Cách dùng: broadcaster")


def test_listing_the_commands_imports_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from broadcaster.cli import _main\n"
        "_main(['--help'])\n"
        f"heavy = {HEAVY}\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", ["approvals", "voices", "people", "regulation"])
def test_list_of_a_group_without_its_subcommand_is_had_as_json(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = Command(tmp_path / "dai", capsys).write_small_station()
    done = command(name, "--format", "json")
    assert done.code == 0
    assert json.loads(done.out) is not None
