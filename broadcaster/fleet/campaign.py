"""What a centre's repository says of a campaign. Pure; the bytes of files are looked at elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from broadcaster.core.errors import FleetError
from broadcaster.core.text.forms import nfc
from broadcaster.station.editing.placed import CENTRE
from broadcaster.station.model.names import is_id, is_name, shown

EVERYBODY = "all"
MOST_FILES = 500  # of one campaign
MOST_BYTES = 1 << 30  # of one campaign
KINDS: Mapping[str, str] = {"recording": "recordings", "message": "messages", "schedule": "schedules"}
"""What a file is, and the folder that it stands in; in the order in which they are placed.

Nothing else is taken: words for the lexicon, voices, templates and rules are a ward's own matter.
"""
_RECORDING = re.compile(r"[\w-][\w .-]{0,99}\.[A-Za-z0-9]{1,5}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFile:
    """One file of a campaign."""

    path: str  # below the station's folder, with `/`
    length: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Files that are placed and taken away together."""

    id: str
    to: frozenset[str]  # the marks of the wards that it is for
    first: date
    last: date
    needs: str  # the oldest version of the program that knows what is in it; "": any
    files: tuple[CampaignFile, ...]  # by their paths

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(each.length for each in self.files)

    @property
    def digest(self) -> str:
        """Tells it from another campaign of the same name."""
        lines = (f"{each.sha256} {each.length} {each.path}\n" for each in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def is_for(self, marks: Collection[str]) -> bool:
        """True for a ward with these marks."""
        return bool(self.to & {EVERYBODY, *marks})

    def fits(self, version: str) -> bool:
        """True if this version of the program is new enough."""
        return _numbers(self.needs) <= _numbers(version)


def place_of(kind: str, campaign: str) -> str:
    """The folder of a campaign's files of a kind."""
    return f"{KINDS[kind]}/{CENTRE}/{campaign}"


def is_placed_by_name(kind: str, campaign: str, path: str) -> bool:
    """True if a file of that kind may have this path."""
    folder, _, name = path.rpartition("/")
    if not is_name(campaign) or kind not in KINDS or folder != place_of(kind, campaign) or nfc(path) != path:
        return False
    if kind == "recording":
        return _RECORDING.fullmatch(name) is not None
    return name.endswith(".yaml") and is_id(name.removesuffix(".yaml"))


def described(kind: str, campaign: Campaign) -> dict[str, object]:
    """What the repository says of a file of a campaign, as JSON."""
    return {
        "campaign": campaign.id,
        "kind": kind,
        "to": sorted(campaign.to),
        "from": campaign.first.isoformat(),
        "until": campaign.last.isoformat(),
        "needs": campaign.needs,
    }


def campaigns_of(listed: Collection[tuple[CampaignFile, object]]) -> dict[str, Campaign | FleetError]:
    """The campaigns that a repository lists, by their names; of one that cannot be taken, why.

    Args:
        listed: each file with what the repository says of it, as JSON.
    """
    parts: dict[str, list[tuple[CampaignFile, Mapping[str, object]]]] = {}
    for file, told in listed:
        said: Mapping[str, object] = told if isinstance(told, dict) else {}
        parts.setdefault(str(said.get("campaign", "")), []).append((file, said))
    return {name: _campaign(name, files) for name, files in parts.items()}


def _campaign(name: str, files: list[tuple[CampaignFile, Mapping[str, object]]]) -> Campaign | FleetError:
    for file, said in files:
        if not is_placed_by_name(str(said.get("kind")), name, file.path) or not _SHA256.fullmatch(
            file.sha256
        ):
            return FleetError("fleet.strange_file", campaign=shown(name), written=shown(file.path))
    told = {str(sorted((k, str(v)) for k, v in said.items() if k != "kind")) for _, said in files}
    try:
        said = files[0][1]
        to, needs = said["to"], str(said["needs"])
        if len(told) != 1 or not isinstance(to, list) or (needs and not _VERSION.fullmatch(needs)):
            return FleetError("fleet.unclear", campaign=shown(name))
        found = Campaign(
            id=name,
            to=frozenset(map(str, to)),
            first=date.fromisoformat(str(said["from"])),
            last=date.fromisoformat(str(said["until"])),
            needs=needs,
            files=tuple(sorted((file for file, _ in files), key=lambda each: each.path)),
        )
    except (KeyError, ValueError):
        return FleetError("fleet.unclear", campaign=shown(name))
    if len(found.files) > MOST_FILES or found.size > MOST_BYTES:
        return FleetError("fleet.too_large", campaign=shown(name), files=MOST_FILES, limit=MOST_BYTES >> 20)
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:4]))
