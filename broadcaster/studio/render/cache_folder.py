"""Where the clips and programmes of a station lie."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_CACHE, _STATE = "audio_cache", "state"
_NOWHERE = Path(os.devnull) / _CACHE  # nothing can lie there: an emergency is made in memory


def cache_folder(root: Path) -> Path:
    """Where the clips and programmes of a station lie: beside its files.

    Where other accounts may write there, they could put other words in the place of approved ones: then it
    lies in `state/`, which the station keeps for itself. To an account that may not look there it is as if
    there were none.

    Args:
        root: the station's folder.
    """
    root = root.absolute()
    beside, inside = root / _CACHE, root / _STATE
    if not any(_written_by_others(folder) for folder in (root, beside)):
        return beside
    if not os.access(inside, os.X_OK):  # on a disk that takes no writes it is still the one to believe
        return beside
    # Whoever may rename `state/` may put one of their own there.
    return _NOWHERE if _written_by_others(inside) and os.geteuid() != 0 else inside / _CACHE


def _written_by_others(folder: Path) -> bool:
    """True if another account than ours and root may change what lies in a folder, or the folder's rights."""
    try:
        about = folder.stat()
    except OSError:
        return False
    return about.st_uid not in (0, os.geteuid()) or bool(about.st_mode & (stat.S_IWGRP | stat.S_IWOTH))
