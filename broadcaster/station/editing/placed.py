"""Files that a centre placed: its campaigns stand among the station's files, and nobody edits them here."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

CENTRE = "centre"
"""Below messages/, schedules/ and recordings/: a folder for each campaign."""
PLACED = "placed"
"""Below `state/`: a file for each campaign that is placed, with what it holds."""
_DEPTH = 4  # messages/centre/CAMPAIGN/FILE


def campaign_of(folder: Path, file: str) -> str | None:
    """The campaign that a file of the station belongs to; None for the ward's own.

    What stands in such a folder without a centre having placed it is the ward's own: so a province writes its
    campaigns in a station.

    Args:
        folder: the station's.
        file: its path below it.
    """
    parts = PurePosixPath(file).parts
    if len(parts) < _DEPTH or parts[1] != CENTRE:
        return None
    return parts[2] if (folder / "state" / PLACED / f"{parts[2]}.json").is_file() else None
