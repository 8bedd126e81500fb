from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import broadcaster.studio
from broadcaster.core.text.catalogue import has

ROOM = Path(broadcaster.studio.__file__).parent
HEAVY = ("numpy", "pydub", "gtts", "requests", "pydantic", "scipy", "sounddevice", "yaml")


def _loaded(code: str) -> list[str]:
    check = f"{code}\nimport sys\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    return list(eval(done.stdout))  # noqa: S307 - our own print of a list of names


def test_import_of_the_room_loads_nothing_heavy() -> None:
    assert _loaded("import broadcaster.studio.script.programme") == []


def test_sound_mathematics_loads_no_scipy() -> None:
    assert _loaded("import broadcaster.studio.render.assembly") == ["numpy", "pydub"]


@pytest.mark.parametrize("path", sorted(ROOM.rglob("*.py")), ids=lambda path: path.name)
def test_every_error_has_its_text_and_advice(path: Path) -> None:
    for code in re.findall(r'Error\(\s*"(studio\.\w+)"', path.read_text(encoding="utf-8")):
        assert has(code), code
        assert has(f"{code}.hint"), code
