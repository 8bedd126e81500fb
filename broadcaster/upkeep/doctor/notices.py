"""The examination of notices: whether each way that somebody is told by works from here. Nothing is sent."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, Phrase, phrase
from broadcaster.notices.news.rules import audience
from broadcaster.notices.sender.gammu import found
from broadcaster.notices.sender.mail import Mail
from broadcaster.notices.sender.orders import orders_of
from broadcaster.notices.sender.outbox import OUTBOX, Messages, OutboxDatabase
from broadcaster.notices.sender.way import NotTaken
from broadcaster.people.store.store import PeopleStore
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.finding import Finding, fail, ok, warn

PATIENCE = 5.0  # seconds for an answer of the mail server


def notices(folder: Path, settings: Settings) -> Iterator[Finding]:
    """Who is told, by ways that work, and what was not taken."""
    settings = _with_persons(folder, settings)
    people = settings.notices.to.values()
    if not people:
        yield ok("doctor.notices_nobody")
        return
    used = {way for one in people for way in one.ways}
    if "mail" in used:
        yield _mail(settings)
    if "url" in used:
        there = importlib.util.find_spec("apprise") is not None
        yield ok("doctor.notices_url") if there else fail("doctor.notices_no_apprise", extra="notices")
    if "sms" in used:
        program = found()
        yield (
            fail("doctor.notices_no_gammu") if program is None else ok("doctor.notices_sms", program=program)
        )
    yield from _outbox(folder / "state" / OUTBOX)


def _with_persons(folder: Path, settings: Settings) -> Settings:
    """With the persons who are reached today. A people.db that cannot be read is told of elsewhere."""
    try:
        store = PeopleStore.existing(folder / "state", SystemClock())
        if store is None:
            return settings
        with closing(store):
            people, contacts = store.accepted.read().people, store.contacts.all()
    except BroadcasterError:
        return settings
    today = SystemClock().now().astimezone(settings.timezone).date()
    return replace(settings, notices=audience(settings.notices, people, contacts, today))


def _mail(settings: Settings) -> Finding:
    server = orders_of(settings).mail
    if server is None:
        return fail("doctor.notices_mail_fails", why=Phrase(code="station.notices_no_server"))
    try:
        Mail(server, time_limit=PATIENCE).check()
    except NotTaken as fault:
        why = Phrase(code=fault.reason.code, facts=fault.reason.facts)
        return fail("doctor.notices_mail_fails", why=why)
    return ok("doctor.notices_mail", host=server.host)


def _outbox(path: Path) -> Iterator[Finding]:
    if not path.exists():
        return
    try:
        database = OutboxDatabase(path)
        try:
            tally = Messages(database).tally()
        finally:
            database.close()
    except BroadcasterError as error:
        yield fail("doctor.notices_outbox", why=phrase(error))
        return
    failed = tally.last_error
    if failed is not None and failed.error is not None:
        why = Phrase(code=failed.error.code, facts=failed.error.facts)
        yield warn("doctor.notices_not_taken", name=failed.recipient, why=why, waiting=tally.waiting)
