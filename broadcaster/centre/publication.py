"""A campaign as it is written: files of a station, below `centre/ID/` of three of its folders."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from broadcaster.core import confined_files
from broadcaster.core.errors import FleetError
from broadcaster.core.whole_files import sha256_file, store_error
from broadcaster.fleet.campaign import KINDS, Campaign, CampaignFile, described, is_placed_by_name, place_of
from broadcaster.fleet.examination import judge
from broadcaster.station.editing.placed import CENTRE
from broadcaster.station.model.names import listed, shown
from broadcaster.station.model.station import Station


def written(station: Station) -> tuple[str, ...]:
    """The campaigns that stand in a station."""
    names = (*station.messages, *station.schedules)
    found = {name.split("/")[1] for name in names if name.startswith(f"{CENTRE}/") and name.count("/") > 1}
    return tuple(sorted(found))


def campaign_in(
    station: Station, name: str | None, to: Collection[str], needs: str
) -> tuple[Campaign, Mapping[str, Mapping[str, object]]]:
    """A campaign of a station without errors, and what is said of each file.

    Args:
        station: it.
        name: which one; None: the only one.
        to: the marks of the wards that it is for.
        needs: see `Campaign`.

    Raises:
        FleetError: there is none, or it may not be published as it is.
    """
    known = written(station)
    if name is None and len(known) != 1:
        raise FleetError("fleet.which_campaign", known=listed(known) or "–")
    chosen = name or known[0]
    if chosen not in known:
        raise FleetError("fleet.no_campaign", campaign=shown(chosen))
    judge(station, chosen)
    first, last = _days(station, chosen)
    files = {path: kind for kind in KINDS for path in _files(station.root, kind, chosen)}
    campaign = Campaign(
        id=chosen,
        to=frozenset(to),
        first=first,
        last=last,
        needs=needs,
        files=tuple(_file(station.root, path) for path in sorted(files)),
    )
    return campaign, {path: described(kind, campaign) for path, kind in files.items()}


def _days(station: Station, name: str) -> tuple[date, date]:
    """The first and last day on which anything of a campaign may air."""
    begin = f"{CENTRE}/{name}/"
    valid = [(f"messages/{one.id}.yaml", one.valid) for one in station.messages.values()]
    valid += [(f"schedules/{one.id}.yaml", one.valid) for one in station.schedules.values()]
    days = [(file, one.first, one.until) for file, one in valid if file.partition("/")[2].startswith(begin)]
    for file, begins, ends in days:
        if begins is None or ends is None:
            raise FleetError("fleet.no_days", campaign=name, written=file)
    return min(one for _, one, _ in days if one), max(one for _, _, one in days if one)


def _files(folder: Path, kind: str, name: str) -> list[str]:
    try:
        found = sorted(confined_files.files_below(folder, place_of(kind, name)))
    except OSError as error:
        raise store_error(folder, error) from error
    for path in found:
        if not is_placed_by_name(kind, name, path):
            raise FleetError("fleet.strange_file", campaign=name, written=shown(path))
    return found


def _file(folder: Path, path: str) -> CampaignFile:
    place = folder / path
    return CampaignFile(path=path, length=place.stat().st_size, sha256=sha256_file(place))
