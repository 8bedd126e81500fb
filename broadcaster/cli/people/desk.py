"""Opens the people of a station for a command, and takes what is typed for it.

It also finds out by whose word people are changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import click

from broadcaster.cli.asking.credentials import FILE, Asking, TokenFile, secret_of
from broadcaster.cli.terminal.options import claimed, who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.access.freshness import see_that_newest, told_by_file
from broadcaster.people.roles.accounts import account_of, is_own
from broadcaster.people.roles.model import Caller, Origin, OriginPlace, Person
from broadcaster.people.sign_in.sessions import Sessions
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.steps import ProvenPerson
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.station.loading.loader import load
from broadcaster.station.model.settings import Settings
from broadcaster.station.yaml.problems import BadStation
from broadcaster.upkeep.host.lock import is_held


class PeopleOptions(TypedDict):
    """How a person shows by whose word people are changed."""

    code: bool
    stdin: bool


class PeopleDesk:
    """The people of a station, and who asks. `with_code`: the one-time code stands in for a right."""

    def __init__(
        self, folder: Path, store: PeopleStore, settings: Settings, asking: Asking, *, with_code: bool
    ) -> None:
        self._folder = folder
        self._with_code = with_code
        self.store = store
        self.settings = settings
        self.asking = asking
        self.admin = Administration(store, folder, store.clock, who())

    def authority(self) -> Authority:
        """By whose word people are changed: asks for the one-time code, and for a password after `--as`.

        Raises:
            PeopleError: nobody has signed in.
        """

        code = self.asking.text(say("people.ask.code")) if self._with_code else None
        today = self.store.clock.now().astimezone(self.settings.timezone).date()
        return Authority(caller=self.caller(), today=today, code=code)

    def caller(self) -> Caller:
        """Who asks."""

        account, own, name = who(), is_own(os.getuid()), claimed()
        if name is None:
            return Caller(person=self.admin.people.by_account(account), account=account, own=own)
        entered = self._signed_in(name)
        return Caller(person=entered.person, account=account, own=own, by_pin=entered.by_pin)

    def _signed_in(self, name: str) -> ProvenPerson:
        """The person of an id, who showed who they are now, or at this terminal in the last minutes."""

        one = self.admin.known(name)
        sessions, kept = Sessions(self.store, self.store.clock), TokenFile(self._folder, one.id)
        token = kept.read()
        known = None if token is None else sessions.known(token)
        if known is not None and known.person.id == one.id and not known.by_pin:
            return ProvenPerson(person=known.person)
        entered = self._entered(one)
        kept.write(sessions.open(one, OriginPlace.SOCKET, by_pin=entered.by_pin))
        return entered

    def _entered(self, one: Person) -> ProvenPerson:
        if os.environ.get(FILE):
            secret = secret_of(one.name)
        else:
            secret = self.asking.secret(say("people.ask.sign_in", name=one.name))
        try:
            return self._signing_in.enter(one.id, secret, self._origin)
        except PeopleError as error:
            if error.code != "people.second_step":
                raise
            second = self.asking.secret(say("cli.second", name=one.name))
            return self._signing_in.enter(one.id, secret, self._origin, second)

    def prove(self, one: Person, secret: str) -> None:
        """See that a password or recovery code is theirs; each attempt counts; see `SigningIn.prove`.

        Raises:
            PeopleError: it is not.
        """
        self._signing_in.prove(one, secret, self._origin)

    @property
    def _signing_in(self) -> SigningIn:
        return SigningIn(self.store, self.store.clock, who())

    @property
    def _origin(self) -> Origin:
        return Origin(place=OriginPlace.SOCKET, account=who())


@contextmanager
def opened(
    folder: Path, *, code: bool = False, stdin: bool = False, asking: Asking | None = None, new: bool = False
) -> Iterator[PeopleDesk]:
    """The people of the station; what is to be told of them goes into the journal at the end.

    Args:
        code: the one-time code stands in for a right.
        stdin: what is asked for is read from standard input.
        new: make the store where there is none, for a one-time code.

    Raises:
        BadStation: the folder is no station.
        PeopleError: there are no people, another account has them, or they are older than the journal tells
            and no one-time code says that they hold.
    """

    settings = _settings(folder)
    state = folder.absolute() / "state"
    _see_that_it_is_ours(state)
    clock = SystemClock()
    store = PeopleStore(state / NAME, clock) if new else PeopleStore.existing(state, clock)
    if store is None:
        raise PeopleError("people.none_yet")
    try:
        _see_that_newest(state, store, may_doubt=new or code)
        try:
            yield PeopleDesk(folder, store, settings, asking or Asking(from_stdin=stdin), with_code=code)
        finally:
            _deliver(state, store)
    finally:
        store.close()


def _settings(folder: Path) -> Settings:
    loaded = load(folder)
    if not (folder / "station.yaml").exists():
        raise BadStation(loaded.problems)
    return loaded.found.settings if loaded.found is not None else Settings(name="")


def _see_that_it_is_ours(state: Path) -> None:
    """Refuse another account: it would fail with an error of the disk, or leave files of its own."""
    owner = next((place.stat().st_uid for place in (state, state.parent) if place.exists()), os.geteuid())
    if owner != os.geteuid():
        raise PeopleError("people.other_account", account=account_of(owner))


def _see_that_newest(state: Path, store: PeopleStore, *, may_doubt: bool) -> None:
    try:
        see_that_newest(store, told_by_file(state, store.clock))
    except PeopleError as error:
        if error.code != "people.store_older" or not may_doubt:
            raise
        store.lineage.doubt()


def _deliver(state: Path, store: PeopleStore) -> None:
    """Write the rows into the journal; a running station does it itself within a second."""
    if is_held(state) or not store.outbox.waiting or store.lineage.read().doubted:
        return  # rows of a store that does not hold would make the newer one look older
    try:
        with Journal.open(state / JOURNAL, store.clock) as journal:
            store.outbox.deliver(journal.note)
    except BroadcasterError as error:
        click.echo(say("people.rows_wait", reason=explain(error)), err=True)
