from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.people.store.store import PeopleStore
from broadcaster.upkeep.backup.creation import About, Made, Seal, make
from broadcaster.upkeep.backup.restoration import Restored, Unseal, restore

NOW = datetime(2026, 11, 27, 2, 45, tzinfo=UTC)
ABOUT = About(name="Đài thử", station="ab" * 16, box="cd" * 16, at=NOW)
FILES = {
    "station.yaml": "name: Đài thử\n",
    "messages/centre/ngan.yaml": "title: Ngắn\nparts:\n  - say: Kính thưa bà con.\n",
    "schedules/ngan.yaml": 'message: centre/ngan\nat: ["06:30"]\n',
    "secrets.yaml": "key: mật\n",
    "state/station-id": "ab" * 16 + "\n",
    "state/held.json": "{}",
    "state/pinned/one.zip": "zip",
    "state/clock.json": "{}",
    "state/on-air.json": "{}",
    "state/repeating.json": "{}",
    "state/box-id": "cd" * 16 + "\n",
    "audio_cache/clip.wav": "sound",
    "voices/vi_VN-vais1000-medium/model.onnx": "weights",
    "own-notes.txt": "not the station's",
}


@dataclass(frozen=True)
class Ward:
    """A station folder with files, a journal and people."""

    folder: Path
    beside: Path

    def backup(self, seal: Seal | None = None) -> Made:
        return make(self.folder, self.beside / "station.backup", ABOUT, seal)

    def restored(self, made: Made, unseal: Unseal | None = None) -> tuple[Path, Restored]:
        target = self.beside / "restored"
        return target, restore(made.path, target, unseal or no_key, now=NOW)


def no_key(_sealed: object, _plain: object) -> None:
    raise AssertionError("it is not encrypted")


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    folder = tmp_path / "dai"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    clock = FakeClock(NOW)
    with Journal.open(folder / "state/journal.db", clock) as journal:
        for number in range(3):
            journal.note(NOW, Reason(code="test.row", facts=(("number", str(number)),)))
    PeopleStore(folder / "state/people.db", clock).close()
    return Ward(folder, tmp_path)


def names(folder: Path) -> set[str]:
    """All files below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
