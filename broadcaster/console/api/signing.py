"""Routes for signing in and out. They have a lane of their own: no flood of them stands before the others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, SecretStr

from broadcaster.console.answers.signing import SignedIn, SignedOut
from broadcaster.console.api.asker import ANYBODY, ONESELF, Asker
from broadcaster.console.api.openapi import errors
from broadcaster.console.api.questions import Name, Question
from broadcaster.console.api.router import REFUSED, Routes
from broadcaster.people.administration import Authority
from broadcaster.people.credentials.rules import check_password
from broadcaster.people.model import Caller, Person
from broadcaster.people.signing_in import SigningIn
from broadcaster.service.station.facade import StationFacade

Secret = Annotated[SecretStr, Field(max_length=1000)]


class AskWithPassword(Question):
    """Sign in with a password."""

    person: Name
    password: Secret

    def check(self, signing: SigningIn, by: Caller) -> Person:
        """The person; see `SigningIn` for what it raises."""
        secret = self.password.get_secret_value()
        return signing.by_password(self.person, secret, by.place, account=by.account)


class AskWithPin(Question):
    """Sign in with a PIN."""

    person: Name
    pin: Secret

    def check(self, signing: SigningIn, by: Caller) -> Person:
        """The person; see `SigningIn` for what it raises."""
        return signing.by_pin(self.person, self.pin.get_secret_value(), by.place, account=by.account)


class AskWithCode(Question):
    """Sign in with the code that an authenticator shows."""

    person: Name
    totp: Secret

    def check(self, signing: SigningIn, by: Caller) -> Person:
        """The person; see `SigningIn` for what it raises."""
        return signing.by_totp(self.person, self.totp.get_secret_value(), by.place, account=by.account)


class AskWithRecovery(Question):
    """Sign in with a recovery code, which works once."""

    person: Name
    recovery: Secret

    def check(self, signing: SigningIn, by: Caller) -> Person:
        """The person; see `SigningIn` for what it raises."""
        secret = self.recovery.get_secret_value()
        return signing.by_recovery(self.person, secret, by.place, account=by.account)


class AskWithSecret(Question):
    """Sign in with a password, a PIN or a recovery code, told apart by how it looks."""

    person: Name
    secret: Secret

    def check(self, signing: SigningIn, by: Caller) -> Person:
        """The person; see `SigningIn` for what it raises."""
        return signing.by_any(self.person, self.secret.get_secret_value(), by.place, account=by.account)


AskSignIn = AskWithPassword | AskWithPin | AskWithCode | AskWithRecovery | AskWithSecret


class AskNewPassword(Question):
    """Change the own password."""

    old: Annotated[Secret, Field(description="the password, PIN or a recovery code")]
    new: Annotated[Secret, Field(description="the password from now on")]


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    def signed_in(person: Person, asker: Asker) -> SignedIn:
        sessions, zone = station.access.sessions, station.station.settings.timezone
        token = sessions.open(person, asker.caller.place)
        until = sessions.until().astimezone(zone).replace(microsecond=0)
        return SignedIn(token=token, until=until, person=person.id, name=person.name)

    @made.post("/sign-in", needs=ANYBODY, errors=REFUSED | errors(401))
    def sign_in(ask: AskSignIn, asker: Asker) -> SignedIn:
        """Show who you are; the token for the requests that follow."""
        return signed_in(ask.check(station.access.signing_in, asker.caller), asker)

    @made.post("/password", needs=ONESELF, errors=REFUSED)
    def change_password(ask: AskNewPassword, asker: Asker) -> SignedIn:
        """Change your own password. All your sessions end; the token is of a new one."""
        access, caller = station.access, asker.caller
        old, new = ask.old.get_secret_value(), ask.new.get_secret_value()
        check_password(new, asker.person)  # a recovery code works once: not for what is refused anyway
        person = access.signing_in.by_any(asker.person.id, old, caller.place, account=caller.account)
        access.administration.set_password(person.id, new, Authority(caller=caller, today=access.today))
        return signed_in(person, asker)

    @made.post("/sign-out", needs=ANYBODY, errors=REFUSED)
    def sign_out(ask: Question, asker: Asker) -> SignedOut:
        """End the session of the token with which this is asked."""
        if asker.token is None or asker.caller.person is None:
            return SignedOut(signed_out=False)
        station.access.sessions.close(asker.token)
        return SignedOut(signed_out=True)

    return made.router
