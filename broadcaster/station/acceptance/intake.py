"""Takes a station from its files: the parts without errors, else the last good station."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.core.memory import building
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.playout.outputs.output import OutputChoice
from broadcaster.station.acceptance.change_rows import TAKEN
from broadcaster.station.acceptance.confirmation import Confirmed, RulesInForce, held_of, nothing_known
from broadcaster.station.loading import archive
from broadcaster.station.loading.archive import ArchiveSource, Change, between
from broadcaster.station.loading.loader import load_source
from broadcaster.station.loading.partial import Whole, whole
from broadcaster.station.loading.rule_files import clear_rule_files, keep_rule_files
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.equipment import Keying, Output, OutputKind
from broadcaster.station.model.keys import Text, marked
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.registries.outputs import OUTPUTS
from broadcaster.station.rules.loosening import mended, sealed, sound
from broadcaster.station.yaml.problems import BadStation, Problem, Severity

SAME = ("default", "pulse", "pipewire", "sysdefault", "jack")  # names that all lead to the system's output

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """The station that airs and what is wrong with the files as they are now."""

    station: Station
    problems: tuple[Problem, ...]
    fault: StoreError | None = None  # why it is not kept on the disk
    change: Change | None = None  # the last that was accepted, by this process or an earlier one
    left_out: tuple[str, ...] = ()  # broken files that were not taken, while the others were
    seen: Mapping[str, str] = field(default_factory=dict)  # the files that were looked at → SHA-256
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # what the station was made of

    @property
    def current(self) -> bool:
        """True if the files as they are now are what airs."""
        return not any(p.severity is Severity.ERROR for p in self.problems)


@building(kept=True)
def take(
    folder: Path, state: Path, *, confirmed: Confirmed, clock: Clock, last: Station | None = None
) -> Intake:
    """What is whole of the station of `folder`; where station.yaml is broken, `last` or the one kept on disk.

    Nothing kept yet: then all files must be whole.

    Args:
        last: the station that airs.

    Raises:
        BadStation: the files have errors and nothing good was ever kept.
        StoreError: the good station cannot be kept, and there is `last`.
    """
    kept = archive.opened(state, folder)
    confirmed.begin(lambda: _held_before(folder, state, kept, clock))
    found = whole(FolderSource(folder.absolute()), kept, clock=clock)
    if found.loaded.station is not None:
        return _accept(found, kept, state, confirmed, clock.now(), last)
    if last is not None:
        return Intake(station=last, problems=found.problems, seen=found.seen)
    again = None if kept is None else load_source(kept, clock=clock, waiting=kept.about.waiting)
    if again is None or again.station is None or kept is None:
        raise BadStation(found.problems)
    log.info("the station's files have errors; going on with the last good one")
    station = _followed(again.station, confirmed)
    return Intake(
        station=station, problems=found.problems, change=kept.about.change, seen=found.seen, files=again.files
    )


def _accept(
    found: Whole,
    kept: ArchiveSource | None,
    state: Path,
    confirmed: Confirmed,
    at: datetime,
    last: Station | None,
) -> Intake:
    """Keep what was found, and return what changed."""
    loaded, station = found.loaded, found.loaded.station
    if station is None:
        raise BadStation(found.problems)
    before, shelved = (None, {}) if kept is None else (kept.files, kept.digests)
    recordings = {name: recording.sha256 for name, recording in station.recordings.items()}
    secrets = kept is not None and kept.secrets != loaded.secrets
    change = between(before, loaded.files, shelved, recordings, at, secrets=secrets)
    if change is None and kept is not None:
        change = kept.about.change
    held = confirmed.until_confirmed(station.settings)
    keys = None if held.keys is None else sealed(held.keys)
    fault = None
    try:
        about = archive.ArchiveNote(change=change, waiting=loaded.waiting, rule=held.rule, keys=keys)
        keep_rule_files(station.settings, station.root, state)
        station = archive.keep(loaded, state, about)
    except StoreError as error:
        if last is not None:
            raise
        log.exception("the good station cannot be kept")
        # A full disk must not stop emergencies: the station runs on the files themselves.
        fault = error
    followed = _followed(station, confirmed)
    try:
        clear_rule_files(state, station.settings, followed.settings)
    except StoreError:
        log.warning("a file that no rule rests on any more stays", exc_info=True)
    return Intake(
        station=followed,
        problems=found.problems,
        fault=fault,
        change=change,
        left_out=(*found.stays, *found.left_out),
        seen=found.seen,
        files=loaded.files,
    )


def _followed(station: Station, confirmed: Confirmed) -> Station:
    return replace(station, settings=confirmed.follow(station.settings))


def _held_before(folder: Path, state: Path, kept: ArchiveSource | None, clock: Clock) -> RulesInForce | None:
    """What held when a station was accepted; None where none ever was."""
    if kept is None:
        if not _was_taken(state / JOURNAL, clock):
            return None
        written = load_source(FolderSource(folder.absolute())).found
        return None if written is None else nothing_known(written.settings)
    about = kept.about
    if about.rule is not None and about.keys is not None:
        keys = about.keys
        try:
            sound(keys)
        except ValueError:
            log.warning("not all that held is understood; the strictest holds for the rest", exc_info=True)
            station = load_source(kept, waiting=about.waiting).station
            keys = mended(keys, Settings(name="") if station is None else station.settings)
        return RulesInForce(rule=about.rule, keys=keys)
    # An earlier version kept no keys: what it had accepted is what held.
    station = load_source(kept, waiting=about.waiting).station
    if station is None:
        return None if about.rule is None else RulesInForce(rule=about.rule)
    held = held_of(station.settings)
    return held if about.rule is None else replace(held, rule=about.rule)


def what_holds(folder: Path, clock: Clock) -> bytes | None:
    """What holds in a station folder, as `state/confirmed.json` says it; None where nothing was accepted."""
    state = folder / "state"
    confirmed = Confirmed(state)
    confirmed.begin(lambda: _held_before(folder, state, archive.opened(state, folder), clock))
    return confirmed.written()


def _was_taken(journal: Path, clock: Clock) -> bool:
    """True if the journal tells of a station that was accepted here: then what held is lost, not new."""
    if not journal.exists():
        return False
    try:
        with Journal.open_to_read(journal, clock) as opened:
            return any(note.what.code in TAKEN for note in opened.notes())
    except BroadcasterError:
        log.warning("it is unknown whether a station was accepted here before", exc_info=True)
        return True


def with_hardware_of(old: Station, new: Station) -> tuple[Station, tuple[str, ...]]:
    """`new` on the output, rate, keying and address of `old`, and the keys of `new` that wait for a restart.

    The open stream, the relay and the console's address do not change while the station runs. A shorter time
    for which the relay may be on holds at once in all but the relay's own watchdog.
    """
    was, wanted = old.settings, new.settings
    keys = {
        "output": was.output != wanted.output,
        "keying": _keyed(was.keying) != _keyed(wanted.keying),
        "keying.longest": wanted.keying.longest != was.keying.longest,
        "zones.*.keying": any(_own(was, name) != zone.keying for name, zone in wanted.zones.items()),
        "sound.rate": was.sound.rate != wanted.sound.rate,
        "console": was.console != wanted.console,
    }
    zones = {name: replace(zone, keying=_own(was, name)) for name, zone in wanted.zones.items()}
    settings = replace(
        wanted,
        output=was.output,
        keying=replace(was.keying, longest=min(was.keying.longest, wanted.keying.longest)),
        zones=MappingProxyType(zones),
        sound=replace(wanted.sound, rate=was.sound.rate),
        console=was.console,
    )
    return replace(new, settings=settings), tuple(key for key, changed in keys.items() if changed)


def _keyed(keying: Keying) -> Keying:
    """All of a keying but how long it may be on."""
    return replace(keying, longest=Keying().longest)


def reaches_loudspeakers(output: Output, own: Output) -> bool:
    """True if an output that a person names is the one that the station airs on."""
    if output.kind is not OutputKind.DEVICE or own.kind is not OutputKind.DEVICE:
        return False
    return output.device == own.device or (output.device in SAME and own.device in SAME)


def output_choice(output: Output, station: Station) -> OutputChoice:
    """What the air process opens: `output` at the station's rate."""
    settings = station.settings
    folder = str((station.root / output.folder).resolve()) if output.folder else ""
    return OutputChoice(
        kind=str(output.kind),
        rate=settings.sound.rate,
        device=output.device,
        latency=output.latency,
        folder=folder,
        timezone=settings.timezone.key,
        options=_options(output, station.root),
    )


def _options(output: Output, root: Path) -> dict[str, str]:
    """The own keys of the output's kind; paths are from the station's folder."""
    keys = OUTPUTS[output.kind].keys
    paths = marked(keys, Text.PATH) if keys is not None else frozenset()
    return {key: str(root / text) if key in paths else text for key, text in output.options.items()}


def _own(settings: Settings, zone: str) -> Keying | None:
    """The keying that a zone had of its own; a zone that is new keys with the station."""
    return settings.zones[zone].keying if zone in settings.zones else None
