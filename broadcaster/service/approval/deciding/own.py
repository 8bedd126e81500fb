"""Whether somebody decides about what is their own: nobody does, unless the ward says so. Pure.

Without people nobody is known, and nothing is anybody's own.
"""

from __future__ import annotations

from broadcaster.errors import PeopleError
from broadcaster.journal.model import Airing
from broadcaster.people.approval.decision import Signer, Version, Way
from broadcaster.people.approval.standing import Standing
from broadcaster.station.model import Station


def is_submitted(standing: Standing, version: Version) -> bool:
    """True if just this version was handed in, and nobody has decided about it."""
    submitted = None if standing.submitted is None else standing.submitted.decision.version
    return submitted is not None and submitted.same(version)


def check_author(station: Station, standing: Standing, version: Version, signer: Signer) -> None:
    """Raise `PeopleError` if a version is the own one of `signer`, or nobody handed it in."""
    if signer.person is None or station.settings.approval.own:
        return
    row = standing.submitted
    if signer.way is not Way.SCREEN:
        author = row.decision.person if row is not None and is_submitted(standing, version) else None
        hands_in = None if is_submitted(standing, version) else signer.entered_person
        if signer.person in (author, hands_in):
            raise PeopleError("people.own_text", message=standing.message)
        # A code that was read out says yes to whatever is typed in: two people stand for the text.
        if signer.way is Way.TELEPHONE and author is None:
            raise PeopleError("people.not_submitted", message=standing.message)
        if signer.way is Way.TELEPHONE and author == signer.entered_person:
            raise PeopleError("people.own_text", message=standing.message)
        return
    if row is None or not is_submitted(standing, version):
        if standing.yes is not None and standing.yes.version.same(version):
            # Two leaders at once: the second one is told what is so.
            raise PeopleError("people.approved_already", message=standing.message, by=standing.yes.by)
        raise PeopleError("people.not_submitted", message=standing.message)
    if row.decision.person == signer.person:
        raise PeopleError("people.own_text", message=standing.message)


def counts_at_once(station: Station, standing: Standing, version: Version, signer: Signer) -> bool:
    """Whether a yes to this version counts at once.

    On paper nothing but a photograph shows who signed. Unless whoever types it in could say yes to this text
    themselves, it waits for a leader's own word.
    """
    if signer.way is not Way.PAPER:
        return True
    row = standing.submitted if is_submitted(standing, version) else None
    author = signer.entered_person if row is None else row.decision.person
    return signer.entered_leads and (station.settings.approval.own or author != signer.entered_person)


def answers_at_once(station: Station, airing: Airing, signer: Signer) -> bool:
    """Whether a yes to what aired counts at once; see `counts_at_once`."""
    if signer.way is not Way.PAPER:
        return True
    typist = signer.entered_person
    theirs = typist is not None and aired_by(airing, typist)
    return signer.entered_leads and (station.settings.approval.own or not theirs)


def check_aired(station: Station, airing: Airing, signer: Signer) -> None:
    """Raise `PeopleError` if `signer` aired at once what they answer for."""
    if signer.person is not None and not station.settings.approval.own and aired_by(airing, signer.person):
        raise PeopleError("people.own_words")


def aired_by(airing: Airing, person: str) -> bool:
    """True if this person aired it. The row has the name as it was then, with the id behind it."""
    return (airing.who or "").endswith(f" ({person})")
