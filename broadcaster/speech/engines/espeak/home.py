"""The eSpeak NG of this machine: its files, its version and its Vietnamese voices."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = "espeak-ng-data"
_SOUND = ("phondata", "phonindex", "phontab", "intonations", "vi_dict")
_VIETNAMESE = "lang/aav"
_VARIANTS = "voices/!v"
_VERSION = re.compile(rb"\x00(1\.\d{2}(?:\.\d+)?)\x00")


@dataclass(frozen=True, slots=True, kw_only=True)
class EspeakHome:
    """The library and the folder of its data."""

    library: Path
    data: Path

    @property
    def voices(self) -> frozenset[str]:
        """The Vietnamese accents it has: `vi`, `vi-vn-x-central`, `vi-vn-x-south`."""
        return frozenset(path.name.lower() for path in (self.data / _VIETNAMESE).glob("vi*"))

    @property
    def variants(self) -> frozenset[str]:
        """The timbres that can be combined with an accent, such as `f3`."""
        return frozenset(path.name for path in (self.data / _VARIANTS).iterdir())

    def version(self, variant: str) -> str:
        """Release and hash of everything that shapes the sound: library, data, accents, variant."""
        return _version(self, variant)


def find(system: Path = Path("/usr/lib")) -> EspeakHome | None:
    """The espeakng-loader package's eSpeak, else Debian's `libespeak-ng1` under `system`, else None."""
    places: list[tuple[Path, Path]] = []
    package = importlib.util.find_spec("espeakng_loader")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent
        places.append((folder / "libespeak-ng.so", folder / _DATA))
    places += [(path, path.parent / _DATA) for path in sorted(system.glob("*/libespeak-ng.so.1"))]
    for library, data in places:
        if library.is_file() and (data / "vi_dict").is_file():
            return EspeakHome(library=library, data=data)
    return None


@cache
def _version(home: EspeakHome, variant: str) -> str:
    library = home.library.read_bytes()
    digest = hashlib.sha256(library)
    files = [home.data / name for name in _SOUND]
    files += sorted((home.data / _VIETNAMESE).glob("vi*"))
    files.append(home.data / _VARIANTS / variant)
    for path in files:
        digest.update(path.read_bytes())
    release = _VERSION.search(library)
    return f"{release[1].decode() if release else 'unknown'}-{digest.hexdigest()[:16]}"
