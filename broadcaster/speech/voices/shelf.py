"""The installed voices: one folder each in the station's `voices/`.

    voices/NAME/NAME.onnx          the model of a Piper voice
    voices/NAME/NAME.onnx.json     its configuration
    voices/NAME/…                  the files of a voice of another engine, under its engine's own names
    voices/NAME/voice.json         its facts: engine, licence, source, checksums, when installed
    voices/NAME/pace.json          how fast it speaks, measured here; pace-3.json for its speaker 3
    voices/.NAME.part/             a download, running or broken off

They are in the station folder so that a station can be moved to another computer whole. A folder
gets its name only when all in it is checked, so every folder with such a name can be used, unless another
account can change it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from broadcaster.core.errors import VoiceError
from broadcaster.core.whole_files import store_error
from broadcaster.speech.voices.catalogue import CONFIG, FIRST, MODEL, is_file_name, is_trusted, offers

FOLDER = "voices"
"""In the station folder."""

FACTS = "voice.json"

_NAME = re.compile(r"\w[\w.-]{0,63}")
_FORMAT, _READ = 2, (1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFacts:
    """The facts of a voice when it was installed."""

    name: str
    licence: str
    source: str  # where it came from: an address or a file
    rate: int  # Hz
    speakers: int
    language: str  # as its configuration says, such as `vi`
    files: Mapping[str, str]  # name → SHA-256, the model's first
    proven: bool  # its checksums were compared with published ones
    installed: str  # ISO 8601
    engine: str = FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledVoice:
    """A voice that can be used."""

    folder: Path
    facts: VoiceFacts

    @property
    def name(self) -> str:
        """The voice's name."""
        return self.facts.name

    @property
    def engine(self) -> str:
        """The engine that speaks with it."""
        return self.facts.engine

    @property
    def files(self) -> tuple[Path, ...]:
        """What its engine loads: model and configuration of a Piper voice, in this order."""
        return tuple(self.folder / name for name in self.facts.files)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir())


MOST = 500
"""Entries of the folder that are looked at: a ward has a few voices."""


class Shelf:
    """The voices of one station. `folder`: `voices/` of the station; need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def voices(self) -> tuple[InstalledVoice, ...]:
        """The installed voices by name; incomplete folders are left out."""
        # First, and once: in the folder of another account none counts, and there may be a hundred thousand.
        if not is_trusted(self.folder):
            return ()
        try:
            with os.scandir(self.folder) as found:
                names = sorted(each.name for each in islice(found, MOST))
        except OSError:
            return ()
        return tuple(voice for name in names if (voice := _voice(self.folder / name)) is not None)

    def of(self, engine: str) -> tuple[InstalledVoice, ...]:
        """The voices with which an engine speaks, best first: those of the catalogue, then by name."""
        order = {name: at for at, name in enumerate(offers())}
        found = (voice for voice in self.voices() if voice.engine == engine)
        return tuple(sorted(found, key=lambda voice: order.get(voice.name, len(order))))

    def find(self, name: str) -> InstalledVoice | None:
        """The voice of this name, if it is installed."""
        return _voice(self.folder / name) if is_name(name) else None

    def remove(self, name: str) -> None:
        """Remove a voice, or what a broken download of it left.

        Raises:
            VoiceError: no such voice is here.
            StoreError: the folder cannot be changed.
        """
        places = [self.folder / name, self.draft(name)] if is_name(name) else []
        there = [place for place in places if place.is_dir()]
        if not there:
            known = ", ".join(voice.name for voice in self.voices())
            raise VoiceError("voices.not_installed", name=name, known=known or "–")
        for place in there:
            try:
                shutil.rmtree(place)
            except OSError as error:
                raise store_error(place, error) from error

    def draft(self, name: str) -> Path:
        """The folder for a voice that is being installed."""
        return self.folder / f".{name}.part"


def is_name(name: str) -> bool:
    """True if a voice may have this name: no path."""
    return _NAME.fullmatch(name) is not None


def write_facts(folder: Path, facts: VoiceFacts) -> None:
    """Write `voice.json` into a folder that is being filled."""
    text = json.dumps({"format": _FORMAT, **asdict(facts)}, ensure_ascii=False, indent=2)
    (folder / FACTS).write_text(text + "\n", "utf-8")


def _voice(folder: Path) -> InstalledVoice | None:
    # Before a byte is read: what another account laid there may have no end, or never come.
    if not is_trusted(folder.parent, folder, folder / FACTS):
        return None
    try:
        written = json.loads((folder / FACTS).read_bytes())
        if (form := written.pop("format")) not in _READ:
            return None
        if form == 1:  # of a version that knew Piper alone
            sums = (written.pop("model_sha256"), written.pop("config_sha256"))
            endings = (MODEL, CONFIG)
            written["files"] = {f"{folder.name}{end}": sum_ for end, sum_ in zip(endings, sums, strict=True)}
        voice = InstalledVoice(folder=folder, facts=VoiceFacts(**written))
        if voice.name != folder.name or not voice.files or not all(map(is_file_name, voice.facts.files)):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not all(path.is_file() for path in voice.files):
        return None
    return voice if is_trusted(folder.parent, *voice.files) else None
