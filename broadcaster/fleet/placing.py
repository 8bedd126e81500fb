"""Places campaigns among the station's files and takes them away, each whole, whatever is killed.

`ready/ID` holds a campaign that is checked and to be placed, `leave/ID` names one that is to go: who made
them has decided, and `finish` does what is left of both, as often as it takes. Recordings come first and
schedules last; it goes the other way round. So no moment has a schedule without its words.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core.confined_files import Astray, held
from broadcaster.core.errors import FleetError
from broadcaster.core.state_files import load
from broadcaster.core.whole_files import make_folder, store_error, sync, write_bytes
from broadcaster.fleet.campaign import KINDS, Campaign
from broadcaster.station.editing.lock import editing
from broadcaster.station.editing.placed import CENTRE, PLACED

FLEET = "fleet"
"""Below `state/`."""
RECORD = "campaign.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCampaign:
    """What is kept of a campaign that is placed."""

    digest: str  # see `Campaign.digest`
    sizes: dict[str, int]  # of its files, by their paths


_SHAPE = TypeAdapter(PlacedCampaign)


def record_of(campaign: Campaign) -> PlacedCampaign:
    """What is kept of a campaign once it is placed."""
    sizes = {each.path: each.length for each in campaign.files}
    return PlacedCampaign(digest=campaign.digest, sizes=sizes)


class PlacedCampaigns:
    """The campaigns of one station. One process at a time.

    Args:
        folder: the station's.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = folder / "state"
        self._placed = self._state / PLACED
        self._ready = self._state / FLEET / "ready"
        self._leave = self._state / FLEET / "leave"

    def names(self) -> set[str]:
        """The names of what is placed."""
        return {path.stem for path in self._placed.glob("*.json")}

    def stands(self, name: str, campaign: Campaign) -> bool:
        """True if this campaign is placed, with all its files."""
        record = load(self._placed / f"{name}.json", _SHAPE)
        if record is None or record.digest != campaign.digest:
            return False
        return all(_size(self._folder / path) == size for path, size in record.sizes.items())

    def place(self, name: str, record: PlacedCampaign, staged: Path) -> None:
        """Place a campaign whose files lie in a folder as they will below the station's.

        Raises:
            FleetError: a link stands where it is to be.
            StationError: another change of the files takes too long; it is placed later.
            StoreError: the disk takes nothing; it is placed later.
        """
        self.finish()
        ready = self._ready / name
        try:
            for folder in KINDS.values():  # an empty one takes away what an earlier campaign of the name had
                (staged / folder / CENTRE / name).mkdir(parents=True, exist_ok=True)
            write_bytes(staged / RECORD, _SHAPE.dump_json(record), durable=True)
            make_folder(ready.parent)
            staged.rename(ready)
            sync(ready.parent)
        except OSError as error:
            raise store_error(ready, error) from error
        self.finish()

    def withdraw(self, name: str) -> None:
        """Take a campaign away.

        Raises: as `place`.
        """
        write_bytes(self._leave / name, b"", durable=True)
        self.finish()

    def finish(self) -> None:
        """Do what is left to do.

        Raises: as `place`.
        """
        ready = sorted(self._ready.glob("*")) if self._ready.is_dir() else []
        leave = sorted(self._leave.glob("*")) if self._leave.is_dir() else []
        if not ready and not leave:
            return
        try:
            with editing(self._state):
                for mark in leave:
                    self._take_away(mark)
                for campaign in ready:
                    self._put(campaign)
        except Astray as error:
            raise FleetError("fleet.link", written=error.part) from error
        except OSError as error:
            raise store_error(self._folder, error) from error

    def _put(self, ready: Path) -> None:
        name, record = ready.name, ready / RECORD
        for folder in KINDS.values():
            if (ready / folder).exists():
                self._exchange(folder, name, ready / folder / CENTRE / name)
                done = ready / f".{folder}"  # in one step: what is half removed is never placed again
                (ready / folder).rename(done)
                shutil.rmtree(done)
        if record.exists():
            make_folder(self._placed)
            record.replace(self._placed / f"{name}.json")
            sync(self._placed)
        shutil.rmtree(ready)

    def _exchange(self, folder: str, name: str, new: Path) -> None:
        """Put the files of one kind in place of those of an earlier campaign of the name."""
        files = sorted(new.iterdir())
        if not files and not (self._folder / folder / CENTRE).is_dir():
            return
        with held(self._folder, f"{folder}/{CENTRE}", make=True) as place:
            draft = place / f".{name}.new"
            shutil.rmtree(draft, ignore_errors=True)
            # Whoever may write there could put a link to `state/` in its place, or in that of a file.
            with held(self._folder, f"{folder}/{CENTRE}/{draft.name}", make=True) as kept:
                for file in files:
                    with file.open("rb") as source, (kept / file.name).open("xb") as copy:
                        shutil.copyfileobj(source, copy)
                    sync(kept / file.name)
            _clear(place, name)
            if files:
                draft.rename(place / name)
            else:
                draft.rmdir()
            sync(place)

    def _take_away(self, mark: Path) -> None:
        for folder in reversed([*KINDS.values()]):
            if (self._folder / folder / CENTRE).is_dir():
                with held(self._folder, f"{folder}/{CENTRE}") as place:
                    _clear(place, mark.name)
        (self._placed / f"{mark.name}.json").unlink(missing_ok=True)
        shutil.rmtree(self._ready / mark.name, ignore_errors=True)
        mark.unlink()


def _clear(place: Path, name: str) -> None:
    """Take a folder away in one step, and then remove it."""
    old = place / f".{name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if os.path.lexists(place / name):
        (place / name).rename(old)
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return -1
