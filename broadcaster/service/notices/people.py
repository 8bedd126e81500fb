"""Who is told now, by the people in force and how they are reached."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from broadcaster.errors import BroadcasterError
from broadcaster.notices.audience import audience
from broadcaster.people.model import Contact
from broadcaster.service.access.access import Access
from broadcaster.station.model import Settings

log = logging.getLogger(__name__)


class Audience:
    """From any thread. Where people.db cannot be read, those who were known last are told."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._contacts: Mapping[str, Contact] = {}

    def __call__(self, settings: Settings) -> Settings:
        """The settings with everybody who is told today."""
        try:
            store = self._access.store
            self._contacts = {} if store is None else store.contacts.all()
        except BroadcasterError:
            log.debug("people.db cannot be read: those who were known last are told", exc_info=True)
        today = self._access.today
        return replace(
            settings, notices=audience(settings.notices, self._access.people, self._contacts, today)
        )
