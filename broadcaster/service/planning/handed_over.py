"""Which planned occurrences are with the desk or on the way to it, so that no later plan airs them again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from broadcaster.service.planning.sessions import Session, without
from broadcaster.timetable.model import Occurrence

KEPT = timedelta(hours=48)  # how long an occurrence is remembered; longer than two plans overlap

_Key = tuple[str, int]


class HandedOver:
    """A set of occurrences and rests of airings. On the director's thread only."""

    def __init__(self) -> None:
        self._planned: dict[_Key, datetime] = {}  # what was handed over → the instant it was planned for

    def add(self, occurrence: Occurrence) -> None:
        """An occurrence is handed over."""
        self._planned[_key(occurrence)] = occurrence.start

    def add_rest(self, session: Session, now: datetime) -> None:
        """The rest of an interrupted airing is handed over."""
        self._planned[_rest_key(session)] = now

    def has(self, occurrence: Occurrence) -> bool:
        """True if an occurrence was handed over."""
        return _key(occurrence) in self._planned

    def has_rest(self, session: Session) -> bool:
        """True if the rest that a session begins with was handed over."""
        return _rest_key(session) in self._planned

    def free(self, sessions: Iterable[Session], waiting: Iterable[Occurrence]) -> list[Session]:
        """The sessions without the occurrences that were handed over or are among `waiting`."""
        here = {_key(o) for o in waiting}
        found: list[Session] = []
        for session in sessions:
            taken = [o for o in session.members if _key(o) in self._planned or _key(o) in here]
            found += without([session], taken) if taken else [session]
        return found

    def take_back(self, session: Session) -> None:
        """A session did not reach the desk: it may be handed over again."""
        for key in (*map(_key, session.members), _rest_key(session)):
            self._planned.pop(key, None)

    def forget(self, now: datetime) -> None:
        """Forget what is too long ago to be planned again."""
        self._planned = {key: start for key, start in self._planned.items() if start > now - KEPT}


def _key(occurrence: Occurrence) -> _Key:
    return occurrence.session, occurrence.position


def _rest_key(session: Session) -> _Key:
    """The rest of an interrupted airing, apart from the airing itself."""
    return ("" if session.rest is None else f"rest {session.rest.airing.id}"), 0
