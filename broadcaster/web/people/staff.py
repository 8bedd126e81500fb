"""The people of the station: who there is, what each may, and with what they sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import each
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.access.administration import Administration, Authority, BadPeople
from broadcaster.people.roles.model import Action, Person, Role
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.people.store.persons import reached_by
from broadcaster.web.drawing.sections import address
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import SIGNING
from broadcaster.web.site.shell import Shell, visitor_of

Line = Annotated[str, Form(max_length=200)]
Roles = Annotated[list[Role], Form()]
REFUSED = 422
HERE = address("people")


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, SIGNING)
    page = _Page(shell)
    _changed(made, page)
    _let_in(made, page)

    @made.get(HERE, needs=Action.PEOPLE)
    def show(request: Request) -> Response:
        return page.people(request)

    @made.post(HERE, needs=Action.PEOPLE)
    def add(request: Request, person: Line, name: Line, roles: Roles = [], title: Line = "") -> Response:  # noqa: B006
        """Take somebody in, and show the code with which they sign in first."""
        by = page.by(request)
        fresh = Person(
            id=person.strip(),
            name=" ".join(name.split()),
            title=title.strip() or None,
            roles=frozenset(roles),
        )
        try:
            page.admin.add(fresh, by)
        except BroadcasterError as error:
            return page.people(request, _explained(error), typed=fresh)
        return page.code(request, fresh.id)

    @made.post(f"{HERE}/{{person}}/remove", needs=Action.PEOPLE)
    def remove(request: Request, person: str) -> Response:
        by = page.by(request)
        try:
            gone = page.admin.remove(person, by)
        except BroadcasterError as error:
            return page.person(request, person, _explained(error))
        return shell.done(request, HERE, say("console.done.removed", name=gone.name))

    return made.router


def _changed(made: Pages, page: _Page) -> None:
    """Who somebody is, what they may, and how they are told of news."""

    @made.get(f"{HERE}/{{person}}", needs=Action.PEOPLE)
    def one(request: Request, person: str) -> Response:
        return page.person(request, person)

    @made.post(f"{HERE}/{{person}}", needs=Action.PEOPLE)
    def edit(request: Request, person: str, name: Line, roles: Roles = [], title: Line = "") -> Response:  # noqa: B006
        """Change who somebody is, and what they may."""

        def changed(old: Person) -> Person:
            return replace(
                old, name=" ".join(name.split()), title=title.strip() or None, roles=frozenset(roles)
            )

        return page.changed(request, person, lambda by: page.admin.edit(person, changed, by))

    @made.post(f"{HERE}/{{person}}/contact", needs=Action.PEOPLE)
    def contact(
        request: Request, person: str, mail: Line = "", phone: Line = "", daily: bool = Form(default=False)
    ) -> Response:
        """Keep how somebody is told of news."""

        def change(by: Authority) -> None:
            page.admin.set_contact(person, reached_by(mail, phone, daily=daily), by)

        return page.changed(request, person, change)

    @made.post(f"{HERE}/{{person}}/enabled", needs=Action.PEOPLE)
    def enable(request: Request, person: str, on: bool = Form()) -> Response:
        """Let somebody in again, or no more; what they signed in with stays."""
        return page.changed(
            request, person, lambda by: page.admin.edit(person, lambda old: replace(old, enabled=on), by)
        )


def _let_in(made: Pages, page: _Page) -> None:
    """What somebody signs in with."""

    @made.post(f"{HERE}/{{person}}/code", needs=Action.PEOPLE)
    def code(request: Request, person: str) -> Response:
        return page.code(request, person)

    @made.post(f"{HERE}/{{person}}/forget", needs=Action.PEOPLE)
    def forget(request: Request, person: str, kind: Annotated[CredentialKind, Form()]) -> Response:
        """Take away a lost authenticator, a PIN that became known, a password."""
        return page.changed(request, person, lambda by: page.admin.forget(person, kind, by))


class _Page:
    """Shows the people, and changes them by the word of whoever asks."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @property
    def admin(self) -> Administration:
        return self._shell.station.access.administration

    def by(self, request: Request) -> Authority:
        """By whose word people are changed. Raises PeopleError: they may not."""
        visitor = visitor_of(request)
        return Authority(caller=visitor.caller, today=self._shell.now.date())

    def changed(self, request: Request, person: str, change: Callable[[Authority], object]) -> Response:
        by = self.by(request)
        try:
            change(by)
        except BroadcasterError as error:
            return self.person(request, person, _explained(error))
        return self._shell.done(request, f"{address('people')}/{person}", say("console.done.person"))

    def code(self, request: Request, person: str) -> Response:
        """Make a code for the first time somebody signs in, and show it once."""
        by = self.by(request)
        try:
            made, until = self.admin.set_entry_code(person, by)
        except PeopleError as error:
            return self.person(request, person, _explained(error))
        known = self.admin.known(person)
        values = {"person": known, "code": made, "until": until.astimezone(self._shell.now.tzinfo)}
        return self._shell.page(request, "entry_code", values)

    def people(self, request: Request, fault: str = "", typed: Person | None = None) -> Response:
        admin = self.admin
        aside: list[str] = []

        def row(one: Person) -> tuple[Person, list[str], set[str]]:
            roles = [say(f"people.role.{role}") for role in sorted(one.roles)]
            return one, roles, {str(kind) for kind in admin.has(one.id)[0]}

        persons = sorted(admin.people.persons.values(), key=lambda one: (not one.enabled, one.name))
        rows = list(
            each(
                Contained.PERSON,
                persons,
                lambda one: one.id,
                row,
                lambda _one, fault: aside.append(explain(fault)),
            )
        )
        values = {**self._common(), "rows": rows, "typed": typed, "fault": fault, "aside": aside}
        return self._shell.page(request, "people", values, status=REFUSED if fault else 200)

    def person(self, request: Request, name: str, fault: str = "") -> Response:
        one = self.admin.known(name)
        kinds, codes = self.admin.has(one.id)
        values = {
            **self._common(),
            "person": one,
            "contact": self.admin.contact(one.id),
            "has": {str(kind) for kind in kinds},
            "codes": codes,
            "kinds": [(str(kind), say(f"people.kind.{kind}")) for kind in CredentialKind],
            "fault": fault,
        }
        return self._shell.page(request, "person", values, status=REFUSED if fault else 200)

    def _common(self) -> dict[str, object]:
        return {
            "roles": [(str(role), say(f"people.role.{role}"), say(f"console.role.{role}")) for role in Role]
        }


def _explained(error: BroadcasterError) -> str:
    if isinstance(error, BadPeople):
        return "\n".join(problem.message for problem in error.problems)
    return explain(error)
