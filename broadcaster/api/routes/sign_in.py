"""Routes for signing in and out. They have a lane of their own: no flood of them stands before the others."""

from __future__ import annotations

from http import HTTPStatus

from broadcaster.api.protocol.ward import (
    AskNewPassword,
    AskSignOut,
    AskWithPassword,
    AskWithPin,
    AskWithRecovery,
    AskWithSecret,
    SignedIn,
    SignedOut,
    SignInQuestion,
)
from broadcaster.api.questions.declaration import ANYBODY, ONESELF, REFUSED, Asker, Questions
from broadcaster.app.station.facade import StationFacade
from broadcaster.people.access.administration import Authority
from broadcaster.people.sign_in.proofs import check_password
from broadcaster.people.sign_in.steps import ProofWay, ProvenPerson

SIGN_IN = Questions()


def _proof(ask: SignInQuestion) -> tuple[str, tuple[ProofWay, ...]]:
    """What was shown, and as what it counts."""
    match ask:
        case AskWithPassword(password=shown):
            return shown, (ProofWay.PASSWORD,)
        case AskWithPin(pin=shown):
            return shown, (ProofWay.PIN,)
        case AskWithRecovery(recovery=shown):
            return shown, (ProofWay.RECOVERY,)
        case AskWithSecret(secret=shown):
            return shown, tuple(ProofWay)
    raise TypeError(type(ask))


WAYS = (AskWithPassword, AskWithPin, AskWithRecovery, AskWithSecret)


@SIGN_IN.answers(SignInQuestion, needs=ANYBODY, errors=REFUSED | {HTTPStatus.UNAUTHORIZED}, ways=WAYS)
def sign_in(station: StationFacade, ask: SignInQuestion, asker: Asker) -> SignedIn:
    """Show who you are; the token for the requests that follow."""
    shown, ways = _proof(ask)
    entered = station.access.signing_in.enter(ask.person, shown, asker.caller.origin, ask.second, ways)
    return _signed_in(station, entered, asker)


@SIGN_IN.answers(AskNewPassword, needs=ONESELF, errors=REFUSED)
def change_password(station: StationFacade, ask: AskNewPassword, asker: Asker) -> SignedIn:
    """Change your own password. All your sessions end; the token is of a new one."""
    access, caller, person = station.access, asker.caller, asker.person
    check_password(ask.new, person)  # a recovery code works once: not for what is refused anyway
    access.signing_in.prove(person, ask.old, caller.origin)
    access.administration.set_password(person.id, ask.new, Authority(caller=caller, today=access.today))
    return _signed_in(station, ProvenPerson(person=person), asker)


@SIGN_IN.answers(AskSignOut, needs=ANYBODY, errors=REFUSED)
def sign_out(station: StationFacade, _ask: AskSignOut, asker: Asker) -> SignedOut:
    """End the session of the token with which this is asked."""
    if asker.token is None or asker.caller.person is None:
        return SignedOut(signed_out=False)
    station.access.sessions.close(asker.token)
    return SignedOut(signed_out=True)


def _signed_in(station: StationFacade, entered: ProvenPerson, asker: Asker) -> SignedIn:
    sessions, zone = station.access.sessions, station.station.settings.timezone
    token = sessions.open(entered.person, asker.caller.place, by_pin=entered.by_pin)
    until = sessions.until().astimezone(zone).replace(microsecond=0)
    person = entered.person
    return SignedIn(token=token, until=until, person=person.id, name=person.name, by_pin=entered.by_pin)
