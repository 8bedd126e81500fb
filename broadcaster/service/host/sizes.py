"""How much room files take."""

from __future__ import annotations

import os
from pathlib import Path


def size_below(folder: Path) -> int:
    """Bytes of all files below; what vanishes meanwhile counts for nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_size
            except OSError:
                continue
    return total
