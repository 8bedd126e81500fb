"""Every command answers `--help`; the group imports nothing heavy to list them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from broadcaster.cli import COMMANDS

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
