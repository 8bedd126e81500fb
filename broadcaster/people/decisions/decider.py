"""What people decide about messages and airings: checked, written to the journal, copied for readers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from broadcaster.core.errors import PeopleError, StoreError
from broadcaster.people.approval.decision import (
    ApprovalDecision,
    DecisionEntry,
    DecisionKind,
    Signer,
    SigningWay,
    Version,
)
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.conditions import (
    answers_at_once,
    check_aired,
    check_author,
    check_blanks,
    checked,
    counts_at_once,
    is_covered,
    is_submitted,
)
from broadcaster.people.versions.version import version_of
from broadcaster.station.editing import approvals as copies
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.regulation import Approval
from broadcaster.station.model.station import Station

log = logging.getLogger(__name__)

Pin = Callable[[Station, Message, str], str | None]


class RereadMessages(Protocol):
    """Knows what only this version of the program reads otherwise."""

    @property
    def reread(self) -> Mapping[str, str]:
        """The messages, with the digests of what it would say."""


class Deciding:
    """Takes decisions. From any thread but the director's.

    Whether somebody may decide at all is asked before (`roles.rights`); here it is asked whether they may
    decide about this.

    Args:
        pin: keeps a version that is approved, by the digest of its words; the hash of its archive, or None.
    """

    def __init__(
        self,
        book: Book,
        pin: Pin = lambda _station, _message, _words: None,
        reread: RereadMessages | None = None,
    ) -> None:
        self._book = book
        self._pin = pin
        self._reread = reread

    @property
    def photos(self) -> frozenset[str]:
        """The photos by which something was decided."""
        return self._book.decisions.photos

    def submit(
        self, station: Station, message: Message, signer: Signer, *, keep: bool | None = None
    ) -> DecisionEntry:
        """The text is ready: it waits for the leadership from now on.

        Args:
            station: the one whose files are meant.
            keep: of an approved message that was edited: the approved version airs on until the new one is
                approved, or nothing of it airs; None: as station.yaml says.

        Raises:
            PeopleError: something in it is still to be filled in.
            BroadcasterError: the words cannot be read, or the row cannot be written.
        """
        version = version_of(station, message)
        check_blanks(station, message)
        yes = self._book.decisions.of(message.id).yes
        if yes is None or yes.version.same(version):
            keep = None  # there is nothing to choose
        elif keep is False:
            _check_silence(message.id, yes.version, signer)  # before anything is written
        row = self._write(DecisionKind.SUBMITTED, signer, message=message.id, version=version)
        if keep is not None:
            self.keep(station, message.id, signer, keep=keep)
        return row

    def keep(self, station: Station, name: str, signer: Signer, *, keep: bool) -> DecisionEntry:
        """Say whether the approved version of an edited message airs on.

        Whoever edits is asked so. An approved emergency is no editor's to silence: somebody may count on it.

        Raises:
            PeopleError: nothing of it is approved, or it is an emergency and they may not approve.
            BroadcasterError: the row cannot be written.
        """
        yes = self._approved(name)
        if not keep:
            _check_silence(name, yes, signer)
        what = DecisionKind.PINNED if keep else DecisionKind.STOPPED
        row = self._write(what, signer, message=name, version=yes, further=True)
        if not keep:
            _drop_copy(station, name)
        return row

    def approve(self, station: Station, message: Message, signer: Signer, shown: AskApprove) -> DecisionEntry:
        """The leadership approves a message as it stands; on paper it may only be noted, see `own`.

        They are proved once all else is right, here and below: what is refused anyway uses up no code.

        Args:
            station: the one whose files are meant.

        Raises:
            PeopleError: it was changed since it was shown, it has blanks, a doubtful reading was not
                accepted, or its author approves it.
            BroadcasterError: the words cannot be read, or the row cannot be written.
        """
        version = self._approvable(station, message, signer, shown)
        signer.prove()
        standing = self._book.decisions.of(message.id)
        if signer.way is not SigningWay.SCREEN and not is_submitted(standing, version):
            # Whoever types in what the leadership said on the telephone or on paper has handed in the text.
            author = Signer(by=signer.entered_by or "", person=signer.entered_person)
            self._write(DecisionKind.SUBMITTED, author, message=message.id, version=version)
        standing = self._book.decisions.of(message.id)
        at_once = counts_at_once(station, standing, version, signer)

        def allowed(known: Decisions) -> None:
            # Once more, while nobody else decides: a colleague may have returned it in the meantime.
            now = known.of(message.id)
            check_author(station, now, version, signer)
            if at_once and not counts_at_once(station, now, version, signer):
                raise PeopleError("people.changed_meanwhile", message=message.id)

        row = self._write(
            DecisionKind.APPROVED if at_once else DecisionKind.NOTED,
            signer,
            message=message.id,
            version=version,
            spans=shown.spans,
            pin=self._pin(station, message, version.words) if at_once else None,
            allowed=allowed,
        )
        if at_once:
            self._copy(station, row)
        return row

    def _approvable(self, station: Station, message: Message, signer: Signer, shown: AskApprove) -> Version:
        """The version that `signer` may approve as it was shown; raises as `approve` does."""
        version = checked(station, message, shown)
        standing = self._book.decisions.of(message.id)
        check_author(station, standing, version, signer)
        yes = standing.yes
        if (
            yes is not None
            and is_covered(station, message, version, yes)
            and not counts_at_once(station, standing, version, signer)
        ):
            raise PeopleError("people.approved_already", message=message.id, by=yes.by)
        return version

    def send_back(self, station: Station, message: Message, signer: Signer, why: str) -> DecisionEntry:
        """The leadership does not want a message as it stands; an approval of just this version ends.

        Raises:
            PeopleError: without a reason nobody knows what to change.
            BroadcasterError: the words cannot be read, or the row cannot be written.
        """
        why, version = _reason(why), version_of(station, message)
        signer.prove()
        row = self._write(DecisionKind.RETURNED, signer, message=message.id, version=version, why=why)
        if self._book.decisions.of(message.id).yes is None:
            _drop_copy(station, message.id)
        return row

    def end(self, station: Station, name: str, signer: Signer, why: str) -> DecisionEntry:
        """The leadership ends the approval of a message: from now on it does not air.

        Raises:
            PeopleError: nothing of it is approved, or no reason is given.
            BroadcasterError: the row cannot be written.
        """
        why, yes = _reason(why), self._approved(name)
        signer.prove()
        row = self._write(DecisionKind.ENDED, signer, message=name, version=yes, why=why)
        _drop_copy(station, name)
        return row

    def answer(
        self, station: Station, name: str, signer: Signer, *, right: bool, why: str = ""
    ) -> DecisionEntry:
        """The leadership confirms what aired at once, or objects to it.

        Args:
            name: the airing's id.
            right: false for an objection, which needs a reason.

        Raises:
            PeopleError: it does not wait, whoever aired it confirms it, or an objection has no reason.
            BroadcasterError: the row cannot be written.
        """
        said = None if right else _reason(why)
        waiting = {each.airing.id: each.airing for each in self._book.to_confirm()}
        airing = waiting.get(name)
        if airing is None:
            raise PeopleError("people.nothing_waits", airing=name)
        check_aired(station, airing, signer, right=right)
        what = DecisionKind.CONFIRMED if right else DecisionKind.OBJECTED
        if right and not answers_at_once(station, airing, signer):
            what = DecisionKind.NOTED
        version = None if airing.words_digest is None else Version(words=airing.words_digest)
        signer.prove()
        return self._write(what, signer, airing=name, version=version, why=said)

    def confirm_reread(
        self, station: Station, signer: Signer, seen: Sequence[tuple[str, str]]
    ) -> list[DecisionEntry]:
        """The leadership says yes to messages that this version of the program reads otherwise.

        Args:
            station: as its files state it.
            seen: the messages, and the digests of the words that were shown: from now on these air.

        Raises:
            PeopleError: there is none, or one was changed since it was shown.
            BroadcasterError: a row cannot be written; those before it stand.
        """
        if not seen:
            raise PeopleError("people.nothing_to_confirm")
        known = {} if self._reread is None else self._reread.reread
        for name, words in seen:
            message, yes = station.messages.get(name), self._book.decisions.of(name).yes
            if message is None or yes is None or known.get(name) != words:
                raise PeopleError("people.changed_meanwhile", message=name)
            spans = yes.row.decision.spans
            checked(station, message, AskApprove(message=message.id, words=words, spans=spans))
        signer.prove()
        names = dict.fromkeys(name for name, _ in seen)
        return [self._in_new_words(station, name, signer, further=at > 0) for at, name in enumerate(names)]

    def _in_new_words(self, station: Station, name: str, signer: Signer, *, further: bool) -> DecisionEntry:
        """One message is approved as this version of the program reads it."""
        message, yes = station.messages[name], self._book.decisions.of(name).yes
        spans = () if yes is None else yes.row.decision.spans
        version = version_of(station, message)
        pin = self._pin(station, message, version.words)

        def allowed(known: Decisions) -> None:
            if known.of(name).yes != yes:
                raise PeopleError("people.changed_meanwhile", message=name)

        row = self._write(
            DecisionKind.APPROVED,
            signer,
            message=name,
            version=version,
            spans=spans,
            pin=pin,
            allowed=allowed,
            further=further,
        )
        self._copy(station, row)
        return row

    def _write(
        self,
        what: DecisionKind,
        signer: Signer,
        *,
        message: str | None = None,
        airing: str | None = None,
        version: Version | None = None,
        spans: Sequence[tuple[str, str]] = (),
        why: str | None = None,
        pin: str | None = None,
        allowed: Callable[[Decisions], None] = lambda _known: None,
        further: bool = False,  # a row of the same order was written before
    ) -> DecisionEntry:
        def permitted(known: Decisions) -> None:
            signer.still()  # reading a long text takes seconds, in which they may have been removed
            if signer.photo in known.photos and not further:
                raise PeopleError("people.photo_used")
            allowed(known)

        return self._book.write(
            ApprovalDecision(
                what=what,
                station=self._book.station,
                by=signer.by,
                person=signer.person,
                grant=signer.grant,
                way=signer.way,
                entered_by=signer.entered_by,
                message=message,
                airing=airing,
                version=version,
                spans=tuple(spans),
                why=why,
                form=signer.form,
                photo=signer.photo,
                pin=pin,
            ),
            permitted,
        )

    def _approved(self, name: str) -> Version:
        yes = self._book.decisions.of(name).yes
        if yes is None:
            raise PeopleError("people.not_approved", message=name)
        return yes.version

    def _copy(self, station: Station, row: DecisionEntry) -> None:
        """Write the readable copy under approvals/. What counts is the row: a fault is only logged."""
        decision, version = row.decision, row.decision.version
        if decision.message is None or version is None:
            return
        copy = Approval(
            message=decision.message,
            words_digest=version.words,
            sound_digest=version.sound,
            written_digest=version.written,
            by=decision.by,
            at=row.at.astimezone(station.settings.timezone),
            row=row.seq,
            row_hash=row.hash,
        )
        try:
            copies.write(station.root, copy)
        except StoreError:
            log.warning("the copy of an approval cannot be written", exc_info=True)


def _reason(why: str) -> str:
    if not why.strip():
        raise PeopleError("people.no_reason")
    return why.strip()


def _check_silence(name: str, approved: Version, signer: Signer) -> None:
    """Raise `PeopleError` if an approved emergency would be silenced by somebody who may not approve."""
    leads = signer.leads or signer.person is None
    if approved.priority == Priority.EMERGENCY and not leads:
        raise PeopleError("people.emergency_stays", message=name)


def _drop_copy(station: Station, name: str) -> None:
    with suppress(OSError):
        copies.path_of(station.root, name).unlink(missing_ok=True)
