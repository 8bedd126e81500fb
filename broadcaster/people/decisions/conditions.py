"""What must hold for a decision: the message can be approved as shown, and it is not one's own. Pure.

Without people nobody is known, and nothing is anybody's own.
"""

from __future__ import annotations

from dataclasses import replace

from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.model import Airing
from broadcaster.people.approval.decision import Signer, SigningWay, Version
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.approval.standing import ApprovalStanding, Yes
from broadcaster.people.versions.version import doubts, empty_places, exceeds, nothing_kept, version_of
from broadcaster.station.model.message import Message
from broadcaster.station.model.regulation import Bind, Second
from broadcaster.station.model.station import Station


def is_submitted(standing: ApprovalStanding, version: Version) -> bool:
    """True if just this version was handed in, and nobody has decided about it."""
    submitted = None if standing.submitted is None else standing.submitted.decision.version
    return submitted is not None and submitted.same(version)


def check_author(station: Station, standing: ApprovalStanding, version: Version, signer: Signer) -> None:
    """Raise `PeopleError` if a version is the own one of `signer`, or nobody handed it in."""
    if signer.person is None or station.settings.approval.own:
        return
    row = standing.submitted if is_submitted(standing, version) else None
    own = standing.wrote(signer.person, version)
    if signer.way is not SigningWay.SCREEN:
        if own or (row is None and signer.person == signer.entered_person):
            raise PeopleError("people.own_text", message=standing.message)
        # A code that was read out says yes to whatever is typed in: two people stand for the text.
        if signer.way is not SigningWay.TELEPHONE:
            return
        if row is None or row.decision.person is None:
            raise PeopleError("people.not_submitted", message=standing.message)
        if row.decision.person == signer.entered_person:
            raise PeopleError("people.own_text", message=standing.message)
        return
    if row is None:
        if standing.yes is not None and standing.yes.version.same(version):
            # Two leaders at once: the second one is told what is so.
            raise PeopleError("people.approved_already", message=standing.message, by=standing.yes.by)
        raise PeopleError("people.not_submitted", message=standing.message)
    if own:
        raise PeopleError("people.own_text", message=standing.message)


def counts_at_once(station: Station, standing: ApprovalStanding, version: Version, signer: Signer) -> bool:
    """Whether a yes to this version counts at once.

    On paper nothing but a photograph shows who signed. Unless whoever types it in could say yes to this text
    themselves, it waits for a leader's own word; where that word needs a second proof, in any case.
    """
    if signer.way is not SigningWay.PAPER:
        return True
    if station.settings.approval.second is not Second.NONE:
        return False
    theirs = not is_submitted(standing, version) or standing.wrote(signer.entered_person, version)
    return signer.entered_leads and (station.settings.approval.own or not theirs)


def answers_at_once(station: Station, airing: Airing, signer: Signer) -> bool:
    """Whether a yes to what aired counts at once; see `counts_at_once`."""
    if signer.way is not SigningWay.PAPER:
        return True
    if station.settings.approval.second is not Second.NONE:
        return False
    typist = signer.entered_person
    theirs = typist is not None and aired_by(airing, typist)
    return signer.entered_leads and (station.settings.approval.own or not theirs)


def check_aired(station: Station, airing: Airing, signer: Signer, *, right: bool) -> None:
    """Raise `PeopleError` if `signer` aired at once what they answer for.

    A yes on paper that they type in for a leader is only noted. By an objection on paper they would take
    their own words off the leadership's table.
    """
    by_paper = signer.way is SigningWay.PAPER and not right
    answering = {signer.person, signer.entered_person if by_paper else None}
    if not station.settings.approval.own and any(aired_by(airing, one) for one in answering if one):
        raise PeopleError("people.own_words")


def aired_by(airing: Airing, person: str) -> bool:
    """True if this person aired it. The row has the name as it was then, with the id behind it."""
    return (airing.who or "").endswith(f" ({person})")


_PLACES = 10  # that are named


def checked(station: Station, message: Message, shown: AskApprove) -> Version:
    """The version of a message that can be approved as it was shown.

    Raises:
        PeopleError: it was changed since, it has blanks, or a doubtful reading was not accepted.
        BroadcasterError: its words cannot be read.
    """
    version = version_of(station, message, shown.sound)
    seen = replace(
        version, words=shown.words, priority=shown.priority, siren=shown.siren, timing=shown.timing
    )
    if not version.same(seen):
        raise PeopleError("people.changed_meanwhile", message=message.id)
    check_blanks(station, message)
    accepted = set(shown.spans)
    left = [span for span in doubts(station, message) if (span.written, span.spoken) not in accepted]
    if left:
        raise PeopleError("people.doubt_left", message=message.id, count=len(left), written=left[0].written)
    if station.settings.approval.bind is Bind.SOUND and shown.sound is None:
        raise PeopleError("people.sound_not_heard", message=message.id)
    return version


def is_covered(station: Station, message: Message, version: Version, yes: Yes) -> bool:
    """True if an approval lets this version of a message be heard as it is to be."""
    if yes.version.words != version.words:
        return False
    if station.settings.approval.bind is Bind.SOUND and yes.version.sound != version.sound:
        return False
    return not exceeds(station, message, yes, nothing_kept)


def check_blanks(station: Station, message: Message) -> None:
    """Nobody can approve a text in which something is still to be filled in.

    Raises:
        PeopleError: it has blanks; the places of all of them are named.
    """
    places = list(empty_places(station, message))
    if places:
        told = "; ".join(f"{place} “{label}”" for place, label in places[:_PLACES])
        raise PeopleError("people.blank", message=message.id, count=len(places), places=told)
