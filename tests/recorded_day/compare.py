"""Every difference of two recorded days."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

SHOWN = 40
"""Lines of the difference of one file that are shown."""


def differences(one: Path, other: Path) -> Iterator[str]:
    """A line for each file that is in one of them only, and the differing lines of each file in both."""
    names = [
        {str(path.relative_to(day)) for path in day.rglob("*") if path.is_file()} for day in (one, other)
    ]
    for name in sorted(names[0] | names[1]):
        if name not in names[1]:
            yield f"only in {one}: {name}"
        elif name not in names[0]:
            yield f"only in {other}: {name}"
        else:
            yield from _of_file(name, one, other)


def _of_file(name: str, one: Path, other: Path) -> Iterator[str]:
    texts = [(day / name).read_text("utf-8").splitlines() for day in (one, other)]
    if texts[0] == texts[1]:
        return
    yield f"differs: {name}"
    lines = list(difflib.unified_diff(texts[0], texts[1], lineterm="", n=1))[2:]
    yield from (f"    {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"    … {len(lines) - SHOWN} more lines"
