"""Which time zone and quiet hours hold: those of station.yaml, or those before until a person confirms.

Kept in `state/confirmed.json`, and in the accepted station's archive for the case that the file is
damaged: neither a restart nor a broken file lets the loudspeakers sound in hours that were quiet.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, TypeAdapter

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.errors import ServiceError, StoreError
from broadcaster.station.model import Settings, Station
from broadcaster.station.model.rules.quiet import QuietRule
from broadcaster.station.quiet import rule_of, united, until_confirmed, with_rule

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


_SHAPE: TypeAdapter[QuietRule] = TypeAdapter(Annotated[QuietRule, AfterValidator(_sound)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """A change that waits: what was confirmed, what is written, and what holds meanwhile."""

    before: QuietRule
    wanted: QuietRule
    holds: QuietRule

    @property
    def id(self) -> str:
        """Names this very change: a person confirms what was shown, not what is written a moment later."""
        return hashlib.sha256(repr((self.holds, self.wanted)).encode()).hexdigest()[:16]


def rule_here(state: Path) -> QuietRule | None:
    """The rule that holds, as another process keeps it; None where none is known, or may not be read."""
    return statefile.load(state / NAME, _SHAPE)


def under_rule(station: Station) -> tuple[Station, Unconfirmed | None]:
    """A station as its files state it: under the rule that holds, and what of its own rule waits."""
    held, wanted = rule_here(station.root / "state"), rule_of(station.settings)
    holds = _holds(held, wanted)
    if held is None or holds == wanted:
        return station, None
    waiting = Unconfirmed(before=held, wanted=wanted, holds=holds)
    return replace(station, settings=with_rule(station.settings, holds)), waiting


class Confirmed:
    """Call `begin` before a station is accepted and `follow` after it.

    Thread-safe; `waiting` never waits for the disk.

    Args:
        state: the running station's own folder.
    """

    def __init__(self, state: Path) -> None:
        self._path = state / NAME
        self._writing = threading.Lock()
        self._held: QuietRule | None = None
        self._before: QuietRule | None = None
        self._waiting: Unconfirmed | None = None

    def begin(self, otherwise: Callable[[], QuietRule | None]) -> None:
        """Find what held before, once: in the file, else by `otherwise`; None for a station that is new."""
        with self._writing:
            if self._held is None:
                self._before = self._held = statefile.load(self._path, _SHAPE) or otherwise()

    def until_confirmed(self, settings: Settings) -> QuietRule:
        """What holds once these settings are accepted."""
        return _holds(self._held, rule_of(settings))

    def follow(self, settings: Settings) -> Settings:
        """These settings were accepted: the same under the rule that holds from now on."""
        with self._writing:
            wanted = rule_of(settings)
            held = _holds(self._held, wanted)
            if held == wanted or self._before is None:
                self._before = held
            self._held = held
            self._waiting = (
                None if held == wanted else Unconfirmed(before=self._before, wanted=wanted, holds=held)
            )
            try:
                self._keep(held)
            except StoreError:
                # The rule on the disk is at least as strict as before: no quiet hour is lost.
                log.warning("the quiet hours are not kept on the disk", exc_info=True)
        return with_rule(settings, held)

    def over(self, station: Station) -> Station:
        """An accepted station under the rule that holds at this moment."""
        held = self._held
        return station if held is None else replace(station, settings=with_rule(station.settings, held))

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
            self._keep(waiting.wanted)
            self._before = self._held = waiting.wanted
            self._waiting = None
            return waiting

    def _keep(self, rule: QuietRule) -> None:
        data = _SHAPE.dump_json(rule)
        try:
            same = self._path.read_bytes() == data
        except OSError:
            same = False
        if not same:
            write_bytes(self._path, data, durable=True)


def _holds(held: QuietRule | None, wanted: QuietRule) -> QuietRule:
    return wanted if held is None else until_confirmed(held, wanted)
