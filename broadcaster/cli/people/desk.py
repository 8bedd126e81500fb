"""Opens the people of a station for a command, and takes what is typed for it.

It also finds out by whose word people are changed.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar, cast

import click

from broadcaster.cli.asking.credentials import FILE, TokenFile, secret_of
from broadcaster.cli.terminal.options import claimed, is_yes, who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.accounts import account_of, is_own
from broadcaster.people.roles.model import Caller, Origin, OriginPlace, Person
from broadcaster.people.sign_in.steps import ProvenPerson
from broadcaster.station.yaml.problems import BadStation
from broadcaster.upkeep.host.lock import is_held

if TYPE_CHECKING:
    from broadcaster.people.access.administration import Administration, Authority
    from broadcaster.people.sign_in.sign_in import SigningIn
    from broadcaster.people.store.store import PeopleStore
    from broadcaster.station.model.settings import Settings


class Asking:
    """Asks the person at the terminal, or a script's standard input.

    Args:
        from_stdin: read a line of standard input for each answer, without a question.
    """

    def __init__(self, *, from_stdin: bool) -> None:
        self._from_stdin = from_stdin
        self._stdin: TextIO | None = None  # one for all lines: it reads ahead

    def secret(self, question: str) -> str:
        """A password, PIN or code.

        Raises:
            PeopleError: `people.no_terminal`: there is none, and nothing was said of standard input.
        """
        if self._from_stdin:
            return self._line()
        self._need_terminal()
        return getpass.getpass(f"{question}: ", stream=sys.stderr)

    def new_secret(self, question: str) -> str:
        """A new password or PIN; at a terminal it is typed twice.

        Raises:
            PeopleError: `people.not_the_same`, or see `secret`.
        """
        first = self.secret(question)
        if not self._from_stdin and self.secret(say("people.ask.again")) != first:
            raise PeopleError("people.not_the_same")
        return first

    def text(self, question: str) -> str:
        """What may be seen, such as a name or a code that works once; see `secret`."""
        if self._from_stdin:
            return self._line()
        self._need_terminal()
        click.echo(f"{question}: ", err=True, nl=False)
        return self._line()

    def agreed(self, question: str) -> bool:
        """A yes or no; the end of the input is a no."""
        click.echo(say("common.yes_or_no", question=question), err=True, nl=False)
        try:
            return is_yes(self._line())
        except PeopleError:
            return False

    def _line(self) -> str:
        if self._stdin is None:
            self._stdin = click.get_text_stream("stdin")
        line = self._stdin.readline()
        if not line:
            raise PeopleError("people.no_answer")
        return line.rstrip("\r\n")

    def _need_terminal(self) -> None:
        if not sys.stdin.isatty():
            raise PeopleError("people.no_terminal")


F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOptions:
    """What the shared options say.

    Args:
        folder: the station's.
        as_person: the id of the person who asks, if it is not the one of the account.
        with_code: the one-time code stands in for a right.
        asking: takes what is typed.
    """

    folder: Path
    as_person: str | None
    with_code: bool
    asking: Asking


def wish_options(command: F) -> F:
    """The options that the commands share: they give `wish`."""

    def asked(
        folder: Path,
        /,
        *arguments: Any,  # noqa: ANN401 - click's own
        code: bool,
        stdin: bool,
        **options: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        wish = PeopleOptions(
            folder=folder, as_person=claimed(), with_code=code, asking=Asking(from_stdin=stdin)
        )
        return command(wish, *arguments, **options)

    given: Callable[..., Any] = update_wrapper(click.pass_obj(asked), command)
    for option in (
        click.option("--code", is_flag=True, help=say("people.help.code")),
        click.option("--stdin", is_flag=True, help=say("people.help.stdin")),
    ):
        given = option(given)
    return cast("F", given)


class PeopleDesk:
    """The people of a station, and who asks."""

    def __init__(self, wish: PeopleOptions, store: PeopleStore, settings: Settings) -> None:
        from broadcaster.people.access.administration import Administration

        self._wish = wish
        self.store = store
        self.settings = settings
        self.asking = wish.asking
        self.admin: Administration = Administration(store, wish.folder, store.clock, who())

    def authority(self) -> Authority:
        """By whose word people are changed: asks for the one-time code, and for a password after `--as`.

        Raises:
            PeopleError: nobody has signed in.
        """
        from broadcaster.people.access.administration import Authority

        code = self.asking.text(say("people.ask.code")) if self._wish.with_code else None
        today = self.store.clock.now().astimezone(self.settings.timezone).date()
        return Authority(caller=self.caller(), today=today, code=code)

    def caller(self) -> Caller:
        """Who asks."""

        account, own = who(), is_own(os.getuid())
        if self._wish.as_person is None:
            return Caller(person=self.admin.people.by_account(account), account=account, own=own)
        entered = self._signed_in(self._wish.as_person)
        return Caller(person=entered.person, account=account, own=own, by_pin=entered.by_pin)

    def _signed_in(self, name: str) -> ProvenPerson:
        """The person of an id, who showed who they are now, or at this terminal in the last minutes."""
        from broadcaster.people.sign_in.sessions import Sessions

        one = self.admin.known(name)
        sessions, kept = Sessions(self.store, self.store.clock), TokenFile(self._wish.folder, one.id)
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
        from broadcaster.people.sign_in.sign_in import SigningIn

        return SigningIn(self.store, self.store.clock, who())

    @property
    def _origin(self) -> Origin:

        return Origin(place=OriginPlace.SOCKET, account=who())


@contextmanager
def opened(wish: PeopleOptions, *, new: bool = False) -> Iterator[PeopleDesk]:
    """The people of the station; what is to be told of them goes into the journal at the end.

    Args:
        wish: the shared options.
        new: make the store where there is none, for a one-time code.

    Raises:
        BadStation: the folder is no station.
        PeopleError: there are no people, another account has them, or they are older than the journal tells
            and no one-time code says that they hold.
    """
    from broadcaster.people.store.store import NAME, PeopleStore

    settings = _settings(wish.folder)
    state = wish.folder.absolute() / "state"
    _see_that_it_is_ours(state)
    clock = SystemClock()
    store = PeopleStore(state / NAME, clock) if new else PeopleStore.existing(state, clock)
    if store is None:
        raise PeopleError("people.none_yet")
    try:
        _see_that_newest(state, store, may_doubt=new or wish.with_code)
        try:
            yield PeopleDesk(wish, store, settings)
        finally:
            _deliver(state, store)
    finally:
        store.close()


def _settings(folder: Path) -> Settings:
    from broadcaster.station.loading.loader import load
    from broadcaster.station.model.settings import Settings

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
    from broadcaster.people.access.freshness import see_that_newest, told_by_file

    try:
        see_that_newest(store, told_by_file(state, store.clock))
    except PeopleError as error:
        if error.code != "people.store_older" or not may_doubt:
            raise
        store.lineage.doubt()


def _deliver(state: Path, store: PeopleStore) -> None:
    """Write the rows into the journal; a running station does it itself within a second."""
    from broadcaster.journal.log.journal import Journal
    from broadcaster.journal.writer.records import JOURNAL

    if is_held(state) or not store.outbox.waiting or store.lineage.read().doubted:
        return  # rows of a store that does not hold would make the newer one look older
    try:
        with Journal.open(state / JOURNAL, store.clock) as journal:
            store.outbox.deliver(journal.note)
    except BroadcasterError as error:
        click.echo(say("people.rows_wait", reason=explain(error)), err=True)
