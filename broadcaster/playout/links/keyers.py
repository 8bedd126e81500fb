"""All keyers of a station: which switches there are, and one process for each device."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from datetime import timedelta
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from broadcaster.core import state_files
from broadcaster.core.errors import PlayoutError
from broadcaster.playout.desk.keying_plan import Needed, Switching
from broadcaster.playout.keying.keyer import Keyer, NoKeying, SwitchState
from broadcaster.playout.keying.wire import Choice, KeyNews, KeyReport
from broadcaster.playout.links.keyer_link import LEFT_ON, KeyerLink
from broadcaster.station.model.equipment import Channel, Keying
from broadcaster.station.model.keys import Text, marked
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries.keyings import KEYINGS, missing_extra

log = logging.getLogger(__name__)

PRETENDED = "file"  # a keying that is a line of a file: to try things out
STATION = ""  # the name of the switch of all zones that have none of their own


def switches(kind: str) -> bool:
    """True for a type of keying that really switches a transmitter or an amplifier."""
    return kind not in (Keying().type, PRETENDED)


def keyings(settings: Settings) -> dict[str, Keying]:
    """The switches of a station by name: its own, and those of zones that have their own."""
    own = {name: zone.keying for name, zone in settings.zones.items() if zone.keying is not None}
    # With a switch in every zone no zone uses the station's.
    shared = {STATION: settings.keying} if len(own) < len(settings.zones) or not own else {}
    return {name: keying for name, keying in {**shared, **own}.items() if keying.type != "none"}


def switchings(settings: Settings) -> dict[str, Switching]:
    """When each switch goes on and off around an airing."""
    return {
        name: Switching(
            name=name,
            settle=timedelta(seconds=keying.lead - keying.noise),
            noise=timedelta(seconds=keying.noise),
            tail=timedelta(seconds=keying.tail),
            longest=timedelta(seconds=keying.longest),
        )
        for name, keying in keyings(settings).items()
    }


def needed_in(settings: Settings) -> Needed:
    """Which switches an airing in zones of these names needs; no names are all zones."""
    there = frozenset(keyings(settings))
    own = {name for name, zone in settings.zones.items() if zone.keying is not None}

    def needed(zones: tuple[str, ...]) -> frozenset[str]:
        names = zones or tuple(settings.zones) or (STATION,)
        return frozenset(name if name in own else STATION for name in names) & there

    return needed


def may_be_heard(settings: Settings, zones: Collection[str]) -> bool:
    """True if loudspeakers can sound while every switch is off, for an airing in these zones (all, if none).

    A zone without a switch hears what goes out on its channel, be it meant for another zone. A switch that is
    only written down switches nothing.
    """
    needed, there = needed_in(settings), settings.zones
    real = {name for name, keying in keyings(settings).items() if switches(keying.type)}
    if not there:
        return not needed(()) & real
    open_ones = [zone for name, zone in there.items() if not needed((name,)) & real]
    named = [there[name] for name in zones if name in there] or list(there.values())
    return any(
        Channel.BOTH in (a.channel, b.channel) or a.channel is b.channel for a in open_ones for b in named
    )


def open_keyer(settings: Settings, root: Path, state: Path) -> Keyer:
    """The keyers of a station; nothing is started or touched yet.

    Args:
        state: where the locks lie that make each keyer the only owner of its device.

    Raises:
        PlayoutError: the library of a driver is not installed. Airing without switching the
            transmitter would be silence that looks like sound, so the station does not start.
    """
    choices = [_choice(name, keying, root) for name, keying in keyings(settings).items()]
    for choice in choices:
        extra = missing_extra(choice.type, choice.options)
        if extra is not None:
            raise PlayoutError("playout.keying_missing", kind=choice.type, extra=extra)
    return Keyers(choices, state) if choices else NoKeying()


def left_on(state: Path) -> list[PlayoutError]:
    """What the last process could not release at its end; reported once."""
    found = []
    for word in sorted(state.glob(f"*{LEFT_ON}")):
        zones = state_files.load_text(word)
        if zones is None:
            continue
        found.append(PlayoutError("playout.left_on", zones=zones))
        try:
            word.unlink()
        except OSError:
            log.warning("%s stays", word, exc_info=True)
    return found


def _choice(name: str, keying: Keying, root: Path) -> Choice:
    paths = marked(KEYINGS[keying.type].keys, Text.PATH)
    options = {key: str(root / text) if key in paths else text for key, text in keying.options.items()}
    return Choice(name=name, type=keying.type, options=options, longest=keying.longest)


class Keyers:
    """Starts, asks and ends the keyer processes; keeps how each switch stands."""

    def __init__(self, choices: list[Choice], state: Path) -> None:
        self._choices = {choice.name: choice for choice in choices}
        self._faults: dict[str, str] = {}
        self._links: dict[str, KeyerLink] = {}
        self._post: Callable[[KeyReport], None] | None = None
        self._alive: Callable[[], bool] = lambda: True
        self._early: list[KeyReport] = []
        self._lock = threading.Lock()
        for device, group in groupby(sorted(choices, key=_device), key=_device):
            lock = state / f"keyer-{sha256(device.encode()).hexdigest()[:12]}.lock"
            hung = tuple(group)
            link = KeyerLink(hung, lock, self._hear, self._station_alive)
            self._links.update({choice.name: link for choice in hung})

    def start(self) -> None:
        """Start the processes, side by side; each releases its switches first thing."""
        starting = [threading.Thread(target=link.start) for link in set(self._links.values())]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()

    def listen(self, post: Callable[[KeyReport], None], alive: Callable[[], bool]) -> None:
        """Have reports posted; what came before is posted now."""
        with self._lock:
            early, self._early, self._post, self._alive = self._early, [], post, alive
        for report in early:
            post(report)

    def on(self, name: str) -> None:
        """Switch one on."""
        self._links[name].on(name)

    def off(self, name: str) -> None:
        """Release one."""
        self._links[name].off(name)

    def rearm(self, name: str) -> None:
        """Let its time begin anew."""
        self._links[name].rearm(name)

    def release(self) -> None:
        """Release all."""
        for name in self._choices:
            self.off(name)

    def close(self) -> None:
        """Release all and end the processes, side by side: a box without power costs its patience once."""
        closings = [threading.Thread(target=link.close) for link in set(self._links.values())]
        for closing in closings:
            closing.start()
        for closing in closings:
            closing.join()

    def states(self) -> tuple[SwitchState, ...]:
        """How each switch stands."""
        return tuple(
            SwitchState(name=c.name, type=c.type, about=c.device, fault=self._faults.get(c.name, ""))
            for c in self._choices.values()
        )

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes, by number."""
        found = {link.pid for link in self._links.values()}
        return tuple(sorted(pid for pid in found if pid is not None))

    def _station_alive(self) -> bool:
        return self._alive()

    def _hear(self, report: KeyReport) -> None:
        with self._lock:
            if report.news in (KeyNews.ON, KeyNews.OFF):
                self._faults.pop(report.name, None)
            elif report.news is KeyNews.FAULT:
                self._faults[report.name] = report.reason
            post = self._post
            if post is None:
                self._early.append(report)
        if post is not None:
            post(report)


def _device(choice: Choice) -> str:
    return choice.device
