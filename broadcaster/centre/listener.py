"""Hears all wards at the broker: keeps what they tell, and tells each how far its rows are here."""

from __future__ import annotations

import json
import logging

from broadcaster.centre.archive import LARGEST_STATUS, WardArchive
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.fleet.wire import WireTopic, parted, topic, unpacked

TOPICS = tuple(topic("+", "+", what) for what in (WireTopic.PRESENCE, WireTopic.STATUS, WireTopic.ROWS))
_LONGEST = 64  # signs of a life's name

log = logging.getLogger(__name__)


class WardListener:
    """Takes messages of wards. What one of them holds that is none of ours costs only itself.

    Args:
        archive: keeps them.
        clock: says when.
    """

    def __init__(self, archive: WardArchive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def message(self, name: str, data: bytes, *, kept: bool) -> tuple[str, bytes] | None:
        """Take one; the topic and the text of the answer, or None for none.

        Args:
            name: its topic.
            data: what it holds.
            kept: it is of before: the broker kept it.
        """
        found = parted(name)
        if found is None:
            return None
        try:
            return self._take(*found, data, kept=kept)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            log.warning("%s: %s", name, error)
        except BroadcasterError:
            log.exception("%s", name)  # no answer: the ward sends it again
        return None

    def _take(
        self, ward: str, box: str, what: WireTopic, data: bytes, *, kept: bool
    ) -> tuple[str, bytes] | None:
        now = self._clock.now()
        if what is WireTopic.ROWS and not kept:
            last = self._archive.take(ward, box, unpacked(data), now)
            return None if last is None else (topic(ward, box, WireTopic.STORED), str(last).encode())
        if len(data) > LARGEST_STATUS:
            raise ValueError("too large")
        told = json.loads(data)
        if not isinstance(told, dict):
            raise TypeError("no object")
        if what is WireTopic.STATUS and not kept:
            self._archive.status(ward, box, told, now)
        elif what is WireTopic.PRESENCE:
            here, life = told["here"] is True, str(told["life"])[:_LONGEST]
            self._archive.presence(ward, box, here=here, life=life, now=now, kept=kept)
        return None
