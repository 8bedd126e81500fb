"""Puts a clash of two *priority* messages to a person, and tells who decided it.

Lives on the director's thread.
"""

from __future__ import annotations

import logging

from broadcaster.clock import Clock
from broadcaster.errors import ServiceError
from broadcaster.playout.desk import LEAD
from broadcaster.playout.desk.conflict import Conflict, Contender, Rule, find
from broadcaster.playout.director import Director
from broadcaster.service.as_run.dispatcher import Dispatcher
from broadcaster.timetable.guard import Refusal

BY_RULE = {
    Rule.MANUAL_FIRST: "playout.clash_manual_first",
    Rule.EARLIER_FIRST: "playout.clash_earlier_first",
}

log = logging.getLogger(__name__)


class Clashes:
    """The clash of this moment; `look` after everything that happens."""

    def __init__(self, director: Director, dispatcher: Dispatcher, clock: Clock) -> None:
        self._director = director
        self._dispatcher = dispatcher
        self._clock = clock
        self._told: frozenset[str] = frozenset()
        self._decided: frozenset[str] = frozenset()
        self._chosen: str | None = None  # the request that a person put first

    @property
    def open(self) -> Conflict | None:
        """The clash that no person has decided yet."""
        clash = self._find()
        return None if clash is None or self._chosen in clash.key else clash

    def look(self) -> None:
        """Tell of a clash, and of the rule's decision once the first is on its way."""
        clash = self.open
        if clash is None:
            return
        names = ", ".join(c.message for c in clash.items)
        if clash.key != self._told:
            self._told = clash.key
            log.warning("clash of equal priority: %s; until %s by %s", names, clash.until, clash.rule)
        if clash.first.on_air and clash.key != self._decided:
            self._decided = clash.key
            other = clash.items[1].title
            self._dispatcher.note(
                clash.first.item, Refusal(code=BY_RULE[clash.rule], facts=(("other", other),))
            )
            log.warning("clash decided by the rule %s: %s goes first", clash.rule, clash.first.message)

    def prefer(self, name: str, who: str) -> str:
        """Let one of those that clash go first; its message.

        Args:
            name: a message, or the id of an airing.
            who: whoever chooses.

        Raises:
            ServiceError: nothing clashes, or not this.
        """
        clash = self._find()
        if clash is None:
            raise ServiceError("service.no_clash")
        chosen = next((c for c in clash.items if name in (c.message, c.item, c.request.id)), None)
        if chosen is None:
            raise ServiceError("service.not_in_clash", written=name, known=_listed(clash.items))
        self._chosen = self._decided_by(chosen, who)
        return chosen.message

    def _decided_by(self, chosen: Contender, who: str) -> str:
        self._dispatcher.note(chosen.item, Refusal(code="playout.chosen", facts=(("who", who),)))
        log.warning("clash decided by %s: %s goes first", who, chosen.message)
        self._director.prefer(chosen.request.id)
        return chosen.request.id

    def _find(self) -> Conflict | None:
        desk = self._director.desk
        return find(desk.on_air, desk.queue, self._clock.now(), LEAD)


def _listed(items: tuple[Contender, ...]) -> str:
    return ", ".join(c.message for c in items)
