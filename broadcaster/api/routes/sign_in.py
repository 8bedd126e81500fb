"""Routes for signing in and out. They have a lane of their own: no flood of them stands before the others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, SecretStr

from broadcaster.api.protocol.ward import SignedIn, SignedOut
from broadcaster.api.routes.asker import ANYBODY, ONESELF, Asker
from broadcaster.api.routes.router import REFUSED, Name, Question, Routes, errors
from broadcaster.app.station.facade import StationFacade
from broadcaster.people.access.administration import Authority
from broadcaster.people.roles.model import Caller
from broadcaster.people.sign_in.proofs import check_password
from broadcaster.people.sign_in.sign_in import SigningIn
from broadcaster.people.sign_in.steps import ProofWay, ProvenPerson

Secret = Annotated[SecretStr, Field(max_length=1000)]


class SignInQuestion(Question):
    """What each way to sign in has."""

    person: Name
    second: Annotated[
        Secret | None, Field(description="the code of the authenticator, for whoever has one")
    ] = None

    def entered(self, signing: SigningIn, by: Caller, shown: SecretStr, *ways: ProofWay) -> ProvenPerson:
        """Who has signed in; see `SigningIn` for what it raises."""
        second = None if self.second is None else self.second.get_secret_value()
        return signing.enter(
            self.person, shown.get_secret_value(), by.origin, second, ways or tuple(ProofWay)
        )


class AskWithPassword(SignInQuestion):
    """Sign in with a password."""

    password: Secret

    def enter(self, signing: SigningIn, by: Caller) -> ProvenPerson:
        """Who has signed in; see `SigningIn` for what it raises."""
        return self.entered(signing, by, self.password, ProofWay.PASSWORD)


class AskWithPin(SignInQuestion):
    """Sign in with a PIN; alone it is for emergencies, for stopping and for the clock."""

    pin: Secret

    def enter(self, signing: SigningIn, by: Caller) -> ProvenPerson:
        """Who has signed in; see `SigningIn` for what it raises."""
        return self.entered(signing, by, self.pin, ProofWay.PIN)


class AskWithRecovery(SignInQuestion):
    """Sign in with a recovery code, which works once."""

    recovery: Secret

    def enter(self, signing: SigningIn, by: Caller) -> ProvenPerson:
        """Who has signed in; see `SigningIn` for what it raises."""
        return self.entered(signing, by, self.recovery, ProofWay.RECOVERY)


class AskWithSecret(SignInQuestion):
    """Sign in with a password, a PIN or a recovery code, told apart by how it looks."""

    secret: Secret

    def enter(self, signing: SigningIn, by: Caller) -> ProvenPerson:
        """Who has signed in; see `SigningIn` for what it raises."""
        return self.entered(signing, by, self.secret)


AskSignIn = AskWithPassword | AskWithPin | AskWithRecovery | AskWithSecret


class AskNewPassword(Question):
    """Change the own password."""

    old: Annotated[
        Secret, Field(description="the password or a recovery code; a PIN where there is no password")
    ]
    new: Annotated[Secret, Field(description="the password from now on")]


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    def signed_in(entered: ProvenPerson, asker: Asker) -> SignedIn:
        sessions, zone = station.access.sessions, station.station.settings.timezone
        token = sessions.open(entered.person, asker.caller.place, by_pin=entered.by_pin)
        until = sessions.until().astimezone(zone).replace(microsecond=0)
        person = entered.person
        return SignedIn(token=token, until=until, person=person.id, name=person.name, by_pin=entered.by_pin)

    @made.post("/sign-in", needs=ANYBODY, errors=REFUSED | errors(401))
    def sign_in(ask: AskSignIn, asker: Asker) -> SignedIn:
        """Show who you are; the token for the requests that follow."""
        return signed_in(ask.enter(station.access.signing_in, asker.caller), asker)

    @made.post("/password", needs=ONESELF, errors=REFUSED)
    def change_password(ask: AskNewPassword, asker: Asker) -> SignedIn:
        """Change your own password. All your sessions end; the token is of a new one."""
        access, caller, person = station.access, asker.caller, asker.person
        old, new = ask.old.get_secret_value(), ask.new.get_secret_value()
        check_password(new, person)  # a recovery code works once: not for what is refused anyway
        access.signing_in.prove(person, old, caller.origin)
        access.administration.set_password(person.id, new, Authority(caller=caller, today=access.today))
        return signed_in(ProvenPerson(person=person), asker)

    @made.post("/sign-out", needs=ANYBODY, errors=REFUSED)
    def sign_out(ask: Question, asker: Asker) -> SignedOut:
        """End the session of the token with which this is asked."""
        if asker.token is None or asker.caller.person is None:
            return SignedOut(signed_out=False)
        station.access.sessions.close(asker.token)
        return SignedOut(signed_out=True)

    return made.router
