"""After a mistake: suspend the message, end it wherever it is, and air the correction.

The order matters: it is suspended first, so that nothing puts it on the air again, then ended, and only
then is the correction rendered. What it says is read once it is silent: to know it again in a changed file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Kind, Reason
from broadcaster.playout.desk import Item
from broadcaster.playout.director import Director
from broadcaster.service.as_run.unstored import spoken
from broadcaster.service.operator.correcting.mistakes import PATIENCE, Mistake, Mistakes
from broadcaster.service.operator.correcting.releasing import released
from broadcaster.service.operator.correcting.suspended import Suspensions
from broadcaster.service.operator.manual.manual import Manual
from broadcaster.service.operator.manual.manual_request import Asked, ManualRequest
from broadcaster.service.operator.repeating.repeating import Repeating
from broadcaster.service.requests.how import By
from broadcaster.service.requests.one_each import OneEach
from broadcaster.service.requests.under_way import UnderWay
from broadcaster.station.model import Message, Station
from broadcaster.timetable.guard.guard import Refusal

OPENING = "Xin đính chính:"  # is spoken on the air: Vietnamese, whoever asks

_OPENED = re.compile(r"\W*(xin\s+)?(phép\s+|được\s+)*đính\s+chính\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What came of a correction."""

    ticket: str | None  # of the correction's airing; None where it could not be made
    airing: str | None  # the airing that was corrected
    ended: bool  # it was on air, waiting or repeating
    suspended: bool
    fault: BroadcasterError | None = None  # why the correction could not be made


class Corrections:
    """Corrects what was aired. `correct` may be called from any thread but the director's.

    Args:
        director: owns the desk.
        mistakes: finds the airing that is meant.
        manual: airs the correction.
        repeating: ends the message's chain.
        under_way: ends what is still being made of it.
        suspensions: keep the message off the timetable.
        clock: tells the time.
        station: the station that airs.
        replan: has the timetable planned anew.
        note: has the journal say something.
    """

    def __init__(
        self,
        *,
        director: Director,
        mistakes: Mistakes,
        manual: Manual,
        repeating: Repeating,
        under_way: UnderWay,
        suspensions: Suspensions,
        clock: Clock,
        station: Callable[[], Station],
        replan: Callable[[], None],
        note: Callable[[Reason], None],
    ) -> None:
        self._director = director
        self._mistakes = mistakes
        self._manual = manual
        self._repeating = repeating
        self._under_way = under_way
        self._suspensions = suspensions
        self._clock = clock
        self._station = station
        self._replan = replan
        self._note = note
        self._one_each = OneEach()

    def correct(self, name: str, text: str, by: By) -> Corrected:
        """Suspend, end and correct a message.

        Args:
            name: a message, or the id of an airing (of a typed text, say).
            text: what is right.
            by: whoever corrects.

        Raises:
            StationError: there is no such message and no such airing.
            ServiceError: there is nothing to say, or a correction of this person is under way.
        """
        with self._one_each.of(by.shown):
            return self._correct(name, text, by)

    def _correct(self, name: str, text: str, by: By) -> Corrected:
        station, who = self._station(), by.shown
        words = spoken(_opened(text.strip()))
        mistake = self._mistakes.find(station, name)
        suspended, fault = self._suspend(station, mistake.message, who)
        reason = Refusal(code="playout.corrected", facts=(("who", who),))
        ended = self._director.call(lambda: self._end(mistake, reason)).result(PATIENCE)
        fault = self._learn(station, mistake.message) or fault
        self._replan()
        done = Corrected(ticket=None, airing=mistake.airing, ended=ended, suspended=suspended, fault=fault)
        try:
            return replace(done, ticket=self._air(words, mistake, by))
        except BroadcasterError as error:
            return replace(done, fault=error)

    def release(self, name: str, who: str) -> bool:
        """Let a suspended message air again; false if it was not suspended. The journal says who did.

        Raises:
            StoreError: that cannot be kept.
        """
        known = self._suspensions.release(name)
        if known:
            self._note(released(name, who))
        self._replan()
        return known

    def _suspend(self, station: Station, name: str, who: str) -> tuple[bool, BroadcasterError | None]:
        message = station.messages.get(name)
        if message is None:
            return False, None
        try:
            self._suspensions.suspend(station, message, who, self._clock.now())
        except BroadcasterError as error:
            # It is suspended until the program ends. That the disk does not keep it is reported.
            return True, error
        return True, None

    def _learn(self, station: Station, name: str) -> BroadcasterError | None:
        message = station.messages.get(name)
        if message is None:
            return None
        try:
            self._suspensions.learn(station, message)
        except BroadcasterError as error:
            return error  # as above
        return None

    def _end(self, mistake: Mistake, reason: Refusal) -> bool:
        """End it on the air, at the desk and as a chain; true if it was there. On the director's thread."""

        def concerns(item: Item) -> bool:
            return mistake.concerns(item, station)

        station, desk = self._station(), self._director.desk

        def means(airing: str, message: str) -> bool:
            return airing == mistake.airing or mistake.message == message in station.messages

        there = (desk.on_air is not None and concerns(desk.on_air.item)) or any(
            concerns(w.item) for w in desk.queue
        )
        chains = self._repeating.stop(reason, message=mistake.message)
        self._director.withdraw(concerns, reason)
        made = self._under_way.stop(reason, means)
        return there or bool(chains) or bool(made)

    def _air(self, words: Message, mistake: Mistake, by: By) -> str:
        asked = Asked(
            kind=Kind.MANUAL,
            urgency=mistake.urgency,
            who=by.shown,
            leads=by.leads,
            still_leads=by.still_leads,
            emergency=mistake.emergency,
            zones=mistake.zones,
            note=mistake.note,
        )
        words = replace(words, priority=mistake.priority)
        return self._manual.order(ManualRequest(message=words, station=self._station(), asked=asked))


def _opened(text: str) -> str:
    """The words of a correction, which say once that they are one; nothing where there are none."""
    told = not text or _OPENED.match(unicodedata.normalize("NFC", text))
    return text if told else f"{OPENING} {text}"
