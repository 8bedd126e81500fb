"""Which of the station's rules hold: those of its files, or those before until a leader says yes.

That is the time zone, the quiet hours, and each key whose change loosens (`station/rules/loosening.py`). What
holds is kept in `state/confirmed.json`, and in the accepted station's archive for the case that the file is
damaged: neither a restart nor a broken file lets more be heard than was confirmed.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.errors import ServiceError, StoreError
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.model.regulation import NIGHT, QuietRule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.loosening import (
    Keys,
    Loosened,
    accepted,
    as_held,
    held_after,
    keys_of,
    sound,
    strictest,
    under,
)
from broadcaster.station.rules.quiet import rule_of, united, until_confirmed, with_rule

NAME = "confirmed.json"

log = logging.getLogger(__name__)


def _sound(rule: QuietRule) -> QuietRule:
    """Raise ValueError for a zone that there is not, or spans that nobody joined."""
    try:
        ZoneInfo(rule.timezone)
    except (KeyError, OSError) as error:
        raise ValueError(f"no zone: {rule.timezone}") from error
    if rule.spans != united(rule.spans):
        raise ValueError("spans that overlap")
    return rule


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesInForce:
    """What holds: the quiet hours in their zone, and the keys that can loosen."""

    rule: Annotated[QuietRule, AfterValidator(_sound)]
    keys: Annotated[Keys, AfterValidator(sound)] | None = None  # None: as written; earlier versions kept none


_SHAPE: TypeAdapter[RulesInForce] = TypeAdapter(RulesInForce)
_EITHER: TypeAdapter[RulesInForce | QuietRule] = TypeAdapter(
    RulesInForce | Annotated[QuietRule, AfterValidator(_sound)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """A change that waits: what was confirmed, what is written, and what holds meanwhile."""

    before: QuietRule
    wanted: QuietRule
    holds: QuietRule
    keys: tuple[Loosened, ...] = ()
    stated: Keys = field(default_factory=dict)  # all keys that can loosen, as they are written

    @property
    def id(self) -> str:
        """Names this very change: a person confirms what was shown, not what is written a moment later."""
        return hashlib.sha256(repr((self.holds, self.wanted, self.keys)).encode()).hexdigest()[:16]

    @property
    def of_time(self) -> bool:
        """True if it is about the time zone: whoever confirms it confirms the time in that zone."""
        return self.wanted.timezone != self.holds.timezone


def held_of(settings: Settings) -> RulesInForce:
    """What the station's files state."""
    return RulesInForce(rule=rule_of(settings), keys=accepted(keys_of(settings)))


def nothing_known(settings: Settings) -> RulesInForce:
    """What holds where a station was taken before and nobody knows any more what held."""
    zone = Settings(name="").timezone.key
    return RulesInForce(rule=QuietRule(timezone=zone, spans=united((NIGHT,))), keys=strictest(settings))


def held_here(state: Path) -> RulesInForce | None:
    """What holds, as another process keeps it; None where nothing is known, or it may not be read."""
    found = state_files.load(state / NAME, _EITHER)
    return RulesInForce(rule=found) if isinstance(found, QuietRule) else found


def under_rule(station: Station) -> tuple[Station, Unconfirmed | None]:
    """A station as its files state it: under what holds, and what of its own rules waits."""
    held = held_here(station.root / "state") or RulesInForce(rule=rule_of(station.settings))
    settings, _, waiting = _judged(held, held.rule, station.settings)
    return (station, None) if waiting is None else (replace(station, settings=settings), waiting)


class Confirmed:
    """Call `begin` before a station is accepted and `follow` after it.

    Thread-safe; `waiting` never waits for the disk.
    """

    def __init__(self, state: Path) -> None:
        self._path = state / NAME
        self._writing = threading.Lock()
        self._held: RulesInForce | None = None
        self._before: QuietRule | None = None
        self._waiting: Unconfirmed | None = None

    def begin(self, otherwise: Callable[[], RulesInForce | None]) -> None:
        """Find what held before, once: in the file, else by `otherwise`; None for a station that is new."""
        with self._writing:
            if self._held is not None:
                return
            held = held_here(self._path.parent)
            if held is None or held.keys is None:
                other = otherwise()
                if other is not None:
                    held = other if held is None else replace(other, rule=held.rule)
            self._held = held
            self._before = None if held is None else held.rule

    def written(self) -> bytes | None:
        """What holds, as the file says it; None for a station that is new."""
        held = self._held
        return None if held is None else _SHAPE.dump_json(held)

    def until_confirmed(self, settings: Settings) -> RulesInForce:
        """What holds once these settings are accepted."""
        _, held, _ = _judged(self._held, self._before, settings)
        return held

    def follow(self, settings: Settings) -> Settings:
        """These settings were accepted: the same under what holds from now on."""
        with self._writing:
            followed, held, waiting = _judged(self._held, self._before, settings)
            if self._before is None or held.rule == rule_of(settings):
                self._before = held.rule
            self._held, self._waiting = held, waiting
            try:
                self._keep(held)
            except StoreError:
                # What the disk has is at most as loose as what is accepted: nothing more is heard.
                log.warning("what holds is not kept on the disk", exc_info=True)
        return followed

    def over(self, station: Station) -> Station:
        """An accepted station under what holds at this moment."""
        held = self._held
        if held is None:
            return station
        settings = station.settings if held.keys is None else as_held(station.settings, held.keys)
        return replace(station, settings=with_rule(settings, held.rule))

    @property
    def waiting(self) -> Unconfirmed | None:
        """What waits for a person; None if nothing does."""
        return self._waiting

    def confirm(self, change: str) -> Unconfirmed:
        """A person confirms a change that was shown; returns that change.

        Raises:
            ServiceError: that change does not wait any more.
            StoreError: the disk does not take it; nothing has changed.
        """
        with self._writing:
            waiting = self._waiting
            if waiting is None or waiting.id != change:
                raise ServiceError("service.change_moved")
            held = RulesInForce(rule=waiting.wanted, keys=waiting.stated)
            self._keep(held)
            self._before, self._held = held.rule, held
            self._waiting = None
            return waiting

    def _keep(self, held: RulesInForce) -> None:
        data = _SHAPE.dump_json(held)
        try:
            same = self._path.read_bytes() == data
        except OSError:
            same = False
        if not same:
            write_bytes(self._path, data, durable=True)


def _judged(
    held: RulesInForce | None, before: QuietRule | None, settings: Settings
) -> tuple[Settings, RulesInForce, Unconfirmed | None]:
    """`settings` under what holds, what holds once they are accepted, and what of them waits.

    Args:
        held: what held so far; None for a station that is new.
        before: the quiet hours that were confirmed last.
        settings: as the station's files state them.
    """
    wanted = rule_of(settings)
    holds = wanted if held is None else until_confirmed(held.rule, wanted)
    stated = keys_of(settings)
    known = None if held is None else held.keys
    followed, loosened = under(settings, accepted(stated) if known is None else known, stated)
    followed = with_rule(followed, holds)
    after = RulesInForce(rule=holds, keys=held_after(stated, loosened))
    if holds == wanted and not loosened:
        return followed, after, None
    waiting = Unconfirmed(before=before or wanted, wanted=wanted, holds=holds, keys=loosened, stated=stated)
    return followed, after, waiting
