"""One round: ask what a centre lists for this ward, fetch and place that, take away what is over."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from pathlib import Path

from tuf.api.exceptions import DownloadError, DownloadHTTPError, ExpiredMetadataError, RepositoryError
from tuf.api.metadata import Metadata, TargetFile, Targets
from tuf.ngclient import Updater

from broadcaster import __version__
from broadcaster.core.confined_files import open_plain
from broadcaster.core.errors import BroadcasterError, FleetError, StationError
from broadcaster.core.state_files import locked
from broadcaster.core.whole_files import make_folder, store_error, write_bytes
from broadcaster.fleet.campaign import Campaign, CampaignFile, campaigns_of
from broadcaster.fleet.examination import examine
from broadcaster.fleet.fetcher import CentreFetcher
from broadcaster.fleet.placing import FLEET, PlacedCampaigns, record_of
from broadcaster.station.model.names import shown

LARGEST_ROOT = 512_000  # bytes
SPARE = 200 << 20  # bytes that stay free on the disk


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetWard:
    """The ward as its centre knows it."""

    root: str  # the SHA-256 of the first root.json
    marks: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetRound:
    """What came of a round."""

    placed: tuple[str, ...] = ()  # campaigns
    withdrawn: tuple[str, ...] = ()
    refused: Mapping[str, BroadcasterError] = field(default_factory=dict)  # by campaign, or by address
    answered: bool = False  # an address gave what is in force


class FleetTaking:
    """Takes campaigns for one station.

    Args:
        folder: the station's.
        fetcher: fetches; it may remember between rounds.
    """

    def __init__(self, folder: Path, fetcher: CentreFetcher) -> None:
        self._folder = folder
        self._own = folder / "state" / FLEET
        self._fetcher = fetcher
        self._placed = PlacedCampaigns(folder)

    def take(self, ward: FleetWard, addresses: Sequence[str]) -> FleetRound:
        """One round.

        Args:
            ward: the ward; the clock that its day is of must be trusted.
            addresses: of the repository, asked in turn until one answers with what is in force.

        Raises:
            FleetError, StationError, StoreError: what was begun cannot be finished now.
        """
        refused: dict[str, BroadcasterError] = {}
        with locked(self._own / "round.lock"):
            self._placed.finish()
            for address in addresses:
                try:
                    listed = self._listed(ward.root, address)
                except FleetError as error:
                    refused[address] = error
                    continue
                except OSError as error:
                    raise store_error(self._own, error) from error
                return self._follow(ward, address, listed, refused)
        return FleetRound(refused=refused)

    def leave(self) -> tuple[str, ...]:
        """Take all campaigns away: the station has no centre any more; which they were.

        Raises: as `take`.
        """
        with locked(self._own / "round.lock"):
            self._placed.finish()
            gone = sorted(self._placed.names())
            for name in gone:
                self._placed.withdraw(name)
            return tuple(gone)

    def _listed(self, root: str, address: str) -> dict[str, Campaign | FleetError]:
        """What an address lists.

        Raises:
            FleetError: it gives nothing that is in force and signed as it must be.
        """
        trusted, named = self._own / "trusted" / root[:16], shown(address)
        make_folder(trusted)
        for draft in trusted.glob("tmp*"):  # of the library, which was killed
            draft.unlink()
        try:
            first = self._first_root(root, trusted, address)
            updater = Updater(str(trusted), f"{address}/metadata/", fetcher=self._fetcher, bootstrap=first)
            updater.refresh()
            targets = Metadata[Targets].from_file(str(trusted / "targets.json")).signed.targets
        except DownloadHTTPError as error:
            raise FleetError("fleet.no_repository", address=named, status=error.status_code) from error
        except DownloadError as error:
            raise FleetError("fleet.no_answer", address=named, reason=str(error)) from error
        except ExpiredMetadataError as error:
            raise FleetError("fleet.expired", address=named) from error
        except (RepositoryError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise FleetError("fleet.not_proven", address=named, reason=type(error).__name__) from error
        return campaigns_of([(_file(one), one.unrecognized_fields.get("custom")) for one in targets.values()])

    def _first_root(self, digest: str, trusted: Path, address: str) -> bytes:
        kept = trusted / "first.json"
        if kept.exists():
            data = kept.read_bytes()
            if hashlib.sha256(data).hexdigest() == digest:
                return data
        data = self._fetcher.download_bytes(f"{address}/metadata/1.root.json", LARGEST_ROOT)
        if hashlib.sha256(data).hexdigest() != digest:
            raise FleetError("fleet.other_root", address=shown(address))
        write_bytes(kept, data, durable=True)
        return data

    def _follow(
        self,
        ward: FleetWard,
        address: str,
        listed: Mapping[str, Campaign | FleetError],
        refused: dict[str, BroadcasterError],
    ) -> FleetRound:
        placed, withdrawn = [], []
        wanted: dict[str, Campaign] = {}
        for name, one in listed.items():
            if isinstance(one, FleetError):
                refused[name] = one
            elif one.is_for(ward.marks) and ward.today <= one.last:
                wanted[name] = one
        # What a centre lists in a way that nobody understands is not what it took back.
        for name in sorted(self._placed.names() - wanted.keys() - refused.keys()):
            try:
                self._placed.withdraw(name)
                withdrawn.append(name)
            except StationError as error:
                refused[name] = error
        self._clear(wanted)
        for name, one in sorted(wanted.items()):
            try:
                if not self._placed.stands(name, one):
                    self._take(address, one)
                    placed.append(name)
            except (FleetError, StationError) as error:
                refused[name] = error
            except OSError as error:
                raise store_error(self._own, error) from error
        return FleetRound(placed=tuple(placed), withdrawn=tuple(withdrawn), refused=refused, answered=True)

    def _clear(self, wanted: Mapping[str, Campaign]) -> None:
        """Remove what was fetched of campaigns that are not wanted any more."""
        current = {_stage(one) for one in wanted.values()}
        files = {file.sha256 for one in wanted.values() for file in one.files}
        for kept, names in (("new", current), ("parts", files)):
            place = self._own / kept
            for path in place.iterdir() if place.is_dir() else ():
                if path.name not in names:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _take(self, address: str, campaign: Campaign) -> None:
        if not campaign.fits(__version__):
            raise FleetError("fleet.needs_newer", campaign=campaign.id, version=campaign.needs)
        make_folder(self._own / "parts")
        if shutil.disk_usage(self._own).free < 2 * campaign.size + SPARE:
            raise FleetError("fleet.no_room", campaign=campaign.id, size=campaign.size >> 20)
        staged = self._own / "new" / _stage(campaign)
        for file in campaign.files:
            target = staged / file.path
            if not _is_whole(target, file):
                make_folder(target.parent)
                self._fetch(address, campaign, file).replace(target)
        examine(self._folder, staged, campaign.id)
        self._placed.place(campaign.id, record_of(campaign), staged)

    def _fetch(self, address: str, campaign: Campaign, file: CampaignFile) -> Path:
        """Fetch a file, going on with what came of it before.

        Raises:
            FleetError: it does not come, or is another one.
        """
        part = self._own / "parts" / file.sha256
        folder, _, name = file.path.rpartition("/")
        url = f"{address}/targets/{folder}/{file.sha256}.{name}"
        with part.open("ab") as kept:
            here = kept.tell()
            try:
                if here < file.length:
                    for piece in self._fetcher.pieces(url, here, file.length):
                        here += len(piece)
                        if here > file.length:
                            break
                        kept.write(piece)
            except DownloadError as error:
                status = getattr(error, "status_code", 0)
                if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    part.unlink()
                raise FleetError(
                    "fleet.file_missing", campaign=campaign.id, written=shown(file.path), reason=str(error)
                ) from error
            kept.flush()
            os.fsync(kept.fileno())
        if here < file.length:  # the line was cut without a word
            raise FleetError("fleet.file_missing", campaign=campaign.id, written=shown(file.path), reason="")
        if not _is_whole(part, file):
            part.unlink()
            raise FleetError("fleet.wrong_file", campaign=campaign.id, written=shown(file.path))
        return part


def _stage(campaign: Campaign) -> str:
    """The name of the folder in which a campaign is made ready: a changed one begins anew."""
    return f"{campaign.id}.{campaign.digest[:16]}"


def _file(one: TargetFile) -> CampaignFile:
    return CampaignFile(path=one.path, length=one.length, sha256=one.hashes.get("sha256", ""))


def _is_whole(path: Path, file: CampaignFile) -> bool:
    try:
        with open_plain(path) as opened:
            return (
                os.fstat(opened.fileno()).st_size == file.length
                and hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
            )
    except FileNotFoundError:
        return False
