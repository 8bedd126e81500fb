"""Where the ward is, with the outline that its station.yaml names."""

from __future__ import annotations

from pathlib import Path

from broadcaster.alerts.judging.area import WardArea, ward_area
from broadcaster.core.errors import AlertsError
from broadcaster.station.loading.rule_files import outline_file, text_of
from broadcaster.station.model.sound import StationPlace


def ward_of(place: StationPlace, folder: Path) -> WardArea:
    """What alerts know the ward by. Raises AlertsError: the file cannot be read, or draws no outline."""
    if not place.outline:
        return ward_area(place)
    try:
        return ward_area(place, text_of(outline_file(place), folder))
    except OSError as error:
        raise AlertsError("alerts.bad_outline", path=place.outline) from error
