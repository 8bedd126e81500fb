"""The installed voices: one folder each in the station's `voices/`.

    voices/NAME/NAME.onnx          the model
    voices/NAME/NAME.onnx.json     its configuration
    voices/NAME/voice.json         its facts: licence, source, checksums, when installed
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
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from broadcaster.core.errors import VoiceError
from broadcaster.core.whole_files import store_error
from broadcaster.speech.voices.catalogue import CONFIG, MODEL, is_trusted

FOLDER = "voices"
"""In the station folder."""

FACTS = "voice.json"

_NAME = re.compile(r"\w[\w.-]{0,63}")
_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceFacts:
    """The facts of a voice when it was installed."""

    name: str
    licence: str
    source: str  # where it came from: an address or a file
    rate: int  # Hz
    speakers: int
    language: str  # as its configuration says, such as `vi`
    model_sha256: str
    config_sha256: str
    proven: bool  # its checksums were compared with published ones
    installed: str  # ISO 8601


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
    def model(self) -> Path:
        """The ONNX file."""
        return self.folder / f"{self.name}{MODEL}"

    @property
    def config(self) -> Path:
        """The JSON file beside it."""
        return self.folder / f"{self.name}{CONFIG}"

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir())


MOST = 500
"""Entries of the folder that are looked at: a ward has a few voices."""


class Shelf:
    """The voices of one station.

    Args:
        folder: `voices/` of the station; need not exist.
    """

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
        if written.pop("format") != _FORMAT or written["name"] != folder.name:
            return None
        voice = InstalledVoice(folder=folder, facts=VoiceFacts(**written))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not voice.model.is_file() or not voice.config.is_file():
        return None
    return voice if is_trusted(folder.parent, voice.model, voice.config) else None
