"""What belongs to oneself: password, PIN, authenticator, recovery codes, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Action, OriginPlace, Person
from broadcaster.people.sign_in import proofs, qr
from broadcaster.people.sign_in.sessions import Sessions
from broadcaster.people.store.credentials import CredentialKind
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import SIGNING
from broadcaster.web.site.shell import Pending, Shell, visitor_of
from broadcaster.web.site.visitor import give_session, mark_of, origin_of, token_of

Secret = Annotated[str, Form(max_length=1000)]
Optional = Annotated[str, Form(max_length=1000)]
Id = Annotated[str, Form(max_length=100)]
REFUSED = 422
Change = Callable[[Person, Authority], None]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, SIGNING)
    own = _Own(shell)
    _secrets(made, own)
    _authenticator(made, own)

    @made.get("/account", needs=Action.LOOK)
    def show(request: Request) -> Response:
        return own.page(request)

    @made.post("/account/codes", needs=Action.LOOK)
    def new_codes(request: Request, now: Optional = "") -> Response:
        try:
            person, by = own.prove(request, now)
            fresh = own.admin.set_recovery_codes(person.id, by)
        except PeopleError as error:
            return own.page(request, "codes", error)
        return shell.page(request, "account_codes", {"codes": fresh})

    @made.post("/account/sessions/end", needs=Action.LOOK)
    def end_sessions(request: Request, session: Id = "") -> Response:
        """End one session of one's own; without an id all but this one."""
        person, _ = own.who(request)
        others = [each for each in own.sessions.of(person, token_of(request)) if not each.current]
        wanted = [each.id for each in others if session in ("", each.id)]
        count = own.sessions.end(person, wanted)
        return shell.done(request, "/account", say("console.done.sessions", count=count))

    return made.router


def _secrets(made: Pages, own: _Own) -> None:
    """Password and PIN."""

    @made.post("/account/password", needs=Action.LOOK)
    def set_password(request: Request, secret: Secret, now: Optional = "") -> Response:
        def change(person: Person, by: Authority) -> None:
            own.admin.set_password(person.id, secret, by)

        return own.changed(request, "password", now, change, say("console.done.password"))

    @made.post("/account/pin", needs=Action.LOOK)
    def set_pin(request: Request, secret: Secret, now: Optional = "") -> Response:
        def change(person: Person, by: Authority) -> None:
            own.admin.set_pin(person.id, secret, by)

        return own.changed(request, "pin", now, change, say("console.done.pin"))


def _authenticator(made: Pages, own: _Own) -> None:
    """The program on a telephone that shows codes."""
    keys: Pending[str] = Pending()

    @made.post("/account/authenticator", needs=Action.LOOK)
    def begin_authenticator(request: Request, now: Optional = "") -> Response:
        """Show a new key, which is kept until the telephone has shown a code for it."""
        try:
            own.prove(request, now)
        except PeopleError as error:
            return own.page(request, "authenticator", error)
        keys.put(visitor_of(request).token, proofs.new_totp_key())
        return own.key_page(request, keys)

    @made.post("/account/authenticator/code", needs=Action.LOOK)
    def end_authenticator(request: Request, code: Secret) -> Response:
        key = keys.get(visitor_of(request).token)
        if key is None:
            return own.page(request)
        person, by = own.who(request)
        try:
            own.admin.set_totp(person.id, key, code, by)
        except PeopleError as error:
            return own.key_page(request, keys, error)
        keys.drop(visitor_of(request).token)
        return own.again(request, person, say("console.done.authenticator"))

    @made.post("/account/authenticator/forget", needs=Action.LOOK)
    def forget_authenticator(request: Request, now: Optional = "") -> Response:
        def change(person: Person, by: Authority) -> None:
            own.admin.forget(person.id, CredentialKind.TOTP, by)

        return own.changed(request, "authenticator", now, change, say("console.done.no_authenticator"))


class _Own:
    """Changes what belongs to whoever asks."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    @property
    def admin(self) -> Administration:
        return self._shell.station.access.administration

    @property
    def sessions(self) -> Sessions:
        return self._shell.station.access.sessions

    def who(self, request: Request) -> tuple[Person, Authority]:
        """Who asks, and by whose word.

        Raises:
            PeopleError: nobody is signed in, or by a PIN and nothing else.
        """
        visitor = visitor_of(request)
        person = visitor.caller.person
        if person is None:
            raise PeopleError("people.who_asks", action="", account="", who="")
        if visitor.caller.by_pin:
            raise PeopleError("people.pin_only", name=person.name)
        return person, Authority(caller=visitor.caller, today=self._shell.now.date())

    def prove(self, request: Request, now: str) -> tuple[Person, Authority]:
        """Have them show their password once more: a browser may have been left alone.

        Who has just come by a code that works once has no password that they know.

        Raises:
            PeopleError: it is wrong, or comes too early.
        """
        person, by = self.who(request)
        if self._shell.by_code.get(token_of(request)) != person.id:
            access = self._shell.station.access
            access.signing_in.prove(person, now, origin_of(request, access, person.id))
        return person, by

    def changed(self, request: Request, part: str, now: str, change: Change, told: str) -> Response:
        """Change something after a proof. All sessions have ended by that: this browser gets a new one."""
        try:
            person, by = self.prove(request, now)
            change(person, by)
        except PeopleError as error:
            return self.page(request, part, error)
        return self.again(request, person, told)

    def again(self, request: Request, person: Person, told: str) -> Response:
        """Sign this browser in again, and tell what was done."""
        self._shell.by_code.drop(token_of(request))
        token = self.sessions.open(person, OriginPlace.WEB, mark=mark_of(request))
        answer = self._shell.done(request, "/account", told, token=token)
        give_session(answer, request, token)
        return answer

    def page(self, request: Request, part: str = "", error: PeopleError | None = None) -> Response:
        """The page, with what was refused at its place."""
        person, _ = self.who(request)
        kinds, codes = self.admin.has(person.id)
        values = {
            "person": person,
            "roles": [say(f"people.role.{role}") for role in sorted(person.roles)],
            "has": {str(kind) for kind in kinds},
            "codes": codes,
            "sessions": self.sessions.of(person, token_of(request)),
            "zone": self._shell.station.station.settings.timezone,
            "part": part,
            "fault": "" if error is None else _worded(error),
            "by_code": self._shell.by_code.get(token_of(request)) == person.id,
        }
        return self._shell.page(request, "account", values, status=200 if error is None else REFUSED)

    def key_page(self, request: Request, keys: Pending[str], error: PeopleError | None = None) -> Response:
        """The QR code that a telephone takes the key from."""
        person, _ = self.who(request)
        key = keys.get(visitor_of(request).token) or ""
        address = proofs.totp_address(key, person.id, self._shell.station.station.settings.name)
        values = {
            "picture": qr.picture(address),
            "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4)),
            "fault": "" if error is None else explain(error),
        }
        return self._shell.page(request, "account_key", values, status=200 if error is None else REFUSED)


def _worded(error: PeopleError) -> str:
    return say("console.now_wrong") if error.code == "people.wrong" else explain(error)
