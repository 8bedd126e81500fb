"""Where the ward is, with the outline that its station.yaml names."""

from __future__ import annotations

from pathlib import Path

from broadcaster.alerts.judging.area import WardArea, ward_area
from broadcaster.core.confined_files import open_file
from broadcaster.core.errors import AlertsError
from broadcaster.station.model.sound import StationPlace

_LARGEST = 5_000_000  # bytes


def ward_of(place: StationPlace, folder: Path) -> WardArea:
    """What alerts know the ward by.

    Raises:
        AlertsError: the file cannot be read, or draws no outline.
    """
    if not place.outline:
        return ward_area(place)
    try:
        with open_file(folder, place.outline) as drawn:
            return ward_area(place, drawn.read(_LARGEST))
    except OSError as error:
        raise AlertsError("alerts.bad_outline", path=place.outline) from error
