"""Shows a conflict of two *priority* messages to people, and notes in the journal who decided it.

On the director's thread only.
"""

from __future__ import annotations

import logging

from broadcaster.core.clock import Clock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.playout.desk.conflict import Conflict, ConflictRule, Contender, find
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.playout.director.director import Director
from broadcaster.timetable.rules.guard import Refusal

BY_RULE = {
    ConflictRule.MANUAL_FIRST: "playout.clash_manual_first",
    ConflictRule.EARLIER_FIRST: "playout.clash_earlier_first",
}

log = logging.getLogger(__name__)


class Conflicts:
    """The conflict of this moment. Call `look` after each job of the director."""

    def __init__(self, director: Director, dispatcher: Dispatcher, clock: Clock) -> None:
        self._director = director
        self._dispatcher = dispatcher
        self._clock = clock
        self._logged: frozenset[str] = frozenset()
        self._decided: frozenset[str] = frozenset()
        self._chosen: str | None = None  # the request that a person put first

    @property
    def open(self) -> Conflict | None:
        """The conflict that no person has decided yet."""
        conflict = self._find()
        return None if conflict is None or self._chosen in conflict.key else conflict

    def look(self) -> None:
        """Log a new conflict; note the rule's decision once the first message is on its way."""
        conflict = self.open
        if conflict is None:
            return
        names = ", ".join(c.message for c in conflict.items)
        if conflict.key != self._logged:
            self._logged = conflict.key
            log.warning(
                "conflict of equal priority: %s; until %s by %s", names, conflict.until, conflict.rule
            )
        if conflict.first.on_air and conflict.key != self._decided:
            self._decided = conflict.key
            other = conflict.items[1].title
            self._dispatcher.note(
                conflict.first.item, Refusal(code=BY_RULE[conflict.rule], facts=(("other", other),))
            )
            log.warning(
                "conflict decided by the rule %s: %s goes first", conflict.rule, conflict.first.message
            )

    def prefer(self, name: str, who: str) -> str:
        """Let one of the messages in conflict go first; its id.

        Args:
            name: a message, or the id of an airing.

        Raises:
            ServiceError: there is no conflict, or not with this one.
        """
        conflict = self._find()
        if conflict is None:
            raise ServiceError("service.no_clash")
        chosen = next((c for c in conflict.items if name in (c.message, c.item, c.request.id)), None)
        if chosen is None:
            raise ServiceError("service.not_in_clash", written=name, known=_listed(conflict.items))
        self._chosen = self._decided_by(chosen, who)
        return chosen.message

    def _decided_by(self, chosen: Contender, who: str) -> str:
        self._dispatcher.note(chosen.item, Refusal(code="playout.chosen", facts=(("who", who),)))
        log.warning("decided by %s: %s goes first", who, chosen.message)
        self._director.prefer(chosen.request.id)
        return chosen.request.id

    def _find(self) -> Conflict | None:
        desk = self._director.desk
        waiting = desk.queue
        return find(desk.on_air, waiting, self._clock.now(), LEAD) if waiting else None


def _listed(items: tuple[Contender, ...]) -> str:
    return ", ".join(c.message for c in items)
