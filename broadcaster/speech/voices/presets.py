"""The readers of a VieNeu model, of north, centre and south: its package ships them, by name."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = "vieneu"

_TURBO = "vieneu_prefill.onnx"  # a file that only v3 Turbo has


def is_turbo(files: Collection[str]) -> bool:
    """True if files of these names are v3 Turbo; else they are v3 Nano."""
    return _TURBO in files


def readers(files: Collection[str]) -> Mapping[str, str]:
    """The readers of the model with files of these names, its own first, each with who that is in Vietnamese.

    None without the package.
    """
    kept = presets(files)
    if not kept:
        return {}
    found = kept["presets"]
    return {each: found[each]["description"] for each in dict.fromkeys((kept["default_voice"], *found))}


def presets(files: Collection[str]) -> Mapping[str, Any]:
    """What the package says of a model's readers; empty without the package."""
    return _read("voices_v3_turbo.json" if is_turbo(files) else "voices_v3_nano.json")


@cache
def _read(name: str) -> Mapping[str, Any]:
    found = importlib.util.find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    kept: dict[str, Any] = json.loads(Path(folders[0], "assets", name).read_bytes()) if folders else {}
    return kept
