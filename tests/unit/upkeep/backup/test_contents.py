"""Each file that docs/files.md names is kept or left out on purpose."""

from __future__ import annotations

import re
from pathlib import Path

from broadcaster.upkeep.backup.contents import (
    DATABASES,
    FILES,
    FOLDERS,
    HEAD,
    LEFT_OUT,
    SECRET,
    STATE_FILES,
    STATE_FOLDERS,
    belongs,
)

DOCS = Path(__file__).parents[4] / "docs/files.md"
NOT_THE_STATIONS = {
    ".restored",
    ".before-TIME",
    "voices",
    "audio_cache",
    "socket",
    "run",
    "inbox",
}


def test_every_file_on_the_disk_is_decided() -> None:
    table = [line.split("|")[1] for line in DOCS.read_text().splitlines() if line.startswith("| `")]
    named = [name.rstrip("/") for cell in table for name in re.findall(r"`/?([^`]+)`", cell)]
    assert len(named) > 25
    undecided = [name for name in named if not decided(name)]
    assert undecided == []


def decided(name: str) -> bool:
    first, _, rest = name.partition("/")
    if first in NOT_THE_STATIONS:
        return True
    if first == "state":
        known = (*STATE_FILES, *STATE_FOLDERS, *DATABASES, HEAD, *LEFT_OUT)
        return rest in known or name in SECRET or rest.endswith(".damaged")
    return name in FILES or first in FOLDERS or name in SECRET


def test_what_is_left_out_cannot_come_in_by_restore() -> None:
    assert not any(belongs(f"state/{name}") for name in LEFT_OUT)
