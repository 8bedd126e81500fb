"""The rows of `voices list`, as a table and for machines."""

from __future__ import annotations

from broadcaster.speech.available import Row
from broadcaster.speech.voices import UNKNOWN_LICENCE
from broadcaster.text import figures, say

_MEGABYTE = 1_000_000


def as_json(row: Row) -> dict[str, object]:
    """The row as `--format json` shows it."""
    return {
        "name": row.name,
        "label": row.label,
        "engine": row.engine,
        "state": row.state,
        "size": row.size,
        "sample_rate": row.rate,
        "licence": row.licence or None,
        "checksum_known": row.proven,
    }


def as_row(row: Row) -> list[str]:
    """The row as the table shows it."""
    return [
        row.label,
        row.engine,
        say(f"voices.state.{row.state}"),
        figures().size(row.size / _MEGABYTE) if row.size else "",
        f"{row.rate} Hz" if row.rate else "",
        licence(row.licence),
    ]


def licence(written: str) -> str:
    """A licence as people are shown it."""
    return say("voices.licence_unknown") if written == UNKNOWN_LICENCE else written
