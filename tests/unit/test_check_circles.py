"""scripts/check-circles sees every circle of imports, and the package has none that is not known."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check-circles"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True)


@pytest.mark.parametrize(
    "back",
    [
        "from broadcaster.a import x\n",
        "from broadcaster import a\n",
        "import broadcaster.a\n",
        "from . import a\n",
        "def f():\n    from broadcaster.a import x\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from broadcaster.a import x\n",
    ],
    ids=["from", "package", "import", "relative", "function", "types"],
)
def test_circle_of_any_import_then_is_named(back: str, tmp_path: Path) -> None:
    package = tmp_path / "broadcaster"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "a.py").write_text("from broadcaster.b import y\nx = 1\n")
    (package / "b.py").write_text(f"{back}y = 1\n")

    found = run(str(tmp_path))

    assert found.returncode == 1
    assert (
        "broadcaster.a -> broadcaster.b" in found.stdout or "broadcaster.b -> broadcaster.a" in found.stdout
    )


def test_package_then_has_no_circle_that_is_not_known() -> None:
    found = run()

    assert found.returncode == 0, found.stdout
