"""How all messages stand with the leadership, as `approvals` and the API show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from types import MappingProxyType

from broadcaster.core.containment import Kind, each, fault_of
from broadcaster.core.errors import BroadcasterError, TimetableError
from broadcaster.core.text.catalogue import explain
from broadcaster.journal.rows.names import by, shown
from broadcaster.people.approval.decision import DecisionEntry, Version
from broadcaster.people.approval.standing import ApprovalStanding, ApprovalState, Decisions
from broadcaster.people.approval.summary import (
    MessageStanding,
    NotedYes,
    Overview,
    RereadMessage,
    UnansweredAiring,
)
from broadcaster.people.decisions.book import ToConfirm
from broadcaster.people.versions.comparison import spoken
from broadcaster.people.versions.selection import Digest, PinnedVersion, PinnedVersions
from broadcaster.people.versions.version import Kept, doubts, exceeds, manner_of
from broadcaster.station.model.message import Message
from broadcaster.station.model.regulation import Bind
from broadcaster.station.model.station import Station, written_digest
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.rules.occurrence import Status

AHEAD = timedelta(days=14)  # how far the next planned airing is looked for
_ORDER = (
    ApprovalState.WAITING,
    ApprovalState.RETURNED,
    ApprovalState.DRAFT,
    ApprovalState.APPROVED,
    ApprovalState.ENDED,
)


def overview(
    station: Station,
    decisions: Decisions,
    open_ones: Iterable[ToConfirm],
    versions: PinnedVersions,
    digest: Digest,
    kept: Kept,
    now: datetime,
) -> Overview:
    """All messages that are scheduled or about which anybody decided, what waits first.

    Args:
        station: as its files state it.
        open_ones: what aired at once and waits to be confirmed.
        versions: the messages that air as they were approved although they would be heard otherwise now.
    """
    scheduled = {name for schedule in station.schedules.values() for name in schedule.messages}
    starts = next_starts(station, now)
    found: list[MessageStanding] = []
    for name in sorted({*scheduled, *decisions.messages}):
        try:
            standing = decisions.of(name)
            state, words, fault = _state(station, standing, digest, kept)
            one = _standing(station, standing, state, words, starts.get(name), name in versions.pinned)
            found.append(one if fault is None else replace(one, fault=explain(fault)))
        except Exception as error:
            found.append(_unknown(name, fault_of(Kind.MESSAGE, name, error)))
    found.sort(
        key=lambda one: (_ORDER.index(ApprovalState(one.state)), one.next or now + 2 * AHEAD, one.message)
    )
    zone = station.settings.timezone
    return Overview(
        messages=tuple(found),
        to_confirm=unanswered(open_ones, decisions, now, zone),
        reread=tuple(
            each(
                Kind.MESSAGE,
                sorted(versions.reread.items()),
                lambda one: one[0],
                lambda one: _reread(station, decisions.of(one[0]), versions.pinned.get(one[0]), one[1]),
            )
        ),
    )


def unanswered(
    open_ones: Iterable[ToConfirm], decisions: Decisions, now: datetime, zone: tzinfo
) -> tuple[UnansweredAiring, ...]:
    """The airings that wait for the leadership's word."""
    told = partial(_unanswered, decisions=decisions, now=now, zone=zone)
    return tuple(each(Kind.MESSAGE, open_ones, lambda one: one.airing.message or "", told))


def _unanswered(one: ToConfirm, *, decisions: Decisions, now: datetime, zone: tzinfo) -> UnansweredAiring:
    return UnansweredAiring(
        id=one.airing.id,
        message=shown(one.airing.message or ""),
        who=by(one.airing.who) if one.airing.who else None,
        since=one.since.astimezone(zone),
        overdue=one.overdue(now),
        noted=noted(decisions.noted.get(one.airing.id), zone),
    )


def next_starts(
    station: Station, now: datetime, names: Iterable[str] | None = None
) -> Mapping[str, datetime]:
    """Message → when its next session begins, within `AHEAD`, whether it is approved or not.

    Args:
        names: only these messages; all by default.
    """
    wanted = None if names is None else set(names)
    schedules = {
        name: schedule
        for name, schedule in station.schedules.items()
        if wanted is None or wanted & set(schedule.messages)
    }
    narrowed = replace(station, schedules=MappingProxyType(schedules))
    found: dict[str, datetime] = {}
    try:
        # Lengths only move what follows in a session by some minutes.
        rows = plan(narrowed, now, now + AHEAD, lengths=lambda _name: (0.0, True))
    except TimetableError:
        return found
    for row in rows:
        if row.status is Status.PLANNED and (wanted is None or row.message in wanted):
            found.setdefault(row.message, row.start)
    return found


def _reread(
    station: Station, standing: ApprovalStanding, pinned: PinnedVersion | None, words: str
) -> RereadMessage:
    """A message that only this program reads otherwise, as it was approved and as it would be read."""
    message = station.messages[standing.message]
    accepted = () if standing.yes is None else standing.yes.row.decision.spans
    return RereadMessage(
        message=message.id,
        title=message.title,
        was=() if pinned is None else spoken(pinned.house, pinned.message),
        now=spoken(station, message),
        words=words,
        doubtful=any((span.written, span.spoken) not in accepted for span in doubts(station, message)),
    )


def _state(
    station: Station, standing: ApprovalStanding, digest: Digest, kept: Kept
) -> tuple[ApprovalState, str | None, BroadcasterError | None]:
    """Where a message stands as it is now, the digest of its words, and why there is none."""
    message = station.messages.get(standing.message)
    if message is None or message.id in station.waiting:
        return ApprovalState.DRAFT, None, None
    try:
        words = digest(station, message)
    except Exception as error:
        return ApprovalState.DRAFT, None, fault_of(Kind.MESSAGE, message.id, error)
    version = manner_of(station, message).named_in(Version(words=words))
    louder = standing.yes is not None and exceeds(station, message, standing.yes, kept)
    return standing.state(version, exceeds=louder), words, None


def _standing(
    station: Station,
    standing: ApprovalStanding,
    state: ApprovalState,
    words: str | None,
    start: datetime | None,
    pinned: bool,
) -> MessageStanding:
    name, yes, zone = standing.message, standing.yes, station.settings.timezone
    message = station.messages.get(name)
    row = _row(standing, state)
    return MessageStanding(
        message=name,
        title=None if message is None else message.title,
        state=str(state),
        by=row.decision.by
        if row is not None
        else yes.by
        if yes is not None and state is ApprovalState.APPROVED
        else None,
        at=None if row is None else row.at.astimezone(zone),
        submitted_by=None if standing.handed_in is None else standing.handed_in.decision.by,
        why=None if row is None else row.decision.why,
        way=None if row is None else str(row.decision.way),
        valid=state is ApprovalState.APPROVED and not pinned and _sound_approved(station, standing),
        words_digest=words,
        approved_digest=None if yes is None else yes.version.words,
        approved_by=None if yes is None else yes.by,
        approved_at=None if yes is None else yes.at.astimezone(zone),
        approved_priority=None if yes is None else yes.version.priority,
        reading_changed=_only_reading(station, message, standing, words),
        pinned=pinned,
        next=start,
        noted=noted(standing.noted, zone)
        if state is ApprovalState.WAITING and _of(standing.noted, words)
        else None,
    )


def _unknown(name: str, fault: BroadcasterError) -> MessageStanding:
    """A message of which nothing can be told but why: it counts as a draft."""
    return MessageStanding(
        message=name,
        title=None,
        state=str(ApprovalState.DRAFT),
        by=None,
        at=None,
        submitted_by=None,
        why=None,
        way=None,
        valid=False,
        words_digest=None,
        approved_digest=None,
        approved_by=None,
        approved_at=None,
        approved_priority=None,
        reading_changed=False,
        pinned=False,
        next=None,
        fault=explain(fault),
    )


def noted(row: DecisionEntry | None, zone: tzinfo) -> NotedYes | None:
    """A yes on paper that waits for a leader's own word, as it is shown."""
    if row is None:
        return None
    said = row.decision
    return NotedYes(by=said.by, entered_by=said.entered_by, form=said.form, at=row.at.astimezone(zone))


def _of(row: DecisionEntry | None, words: str | None) -> bool:
    """True if a row is about the version with this digest."""
    return row is not None and row.decision.version is not None and row.decision.version.words == words


def _sound_approved(station: Station, standing: ApprovalStanding) -> bool:
    """False where approval is bound to the sound, and only the words were approved."""
    yes = standing.yes
    return station.settings.approval.bind is Bind.WORDS or (yes is not None and yes.version.sound is not None)


def _row(standing: ApprovalStanding, state: ApprovalState) -> DecisionEntry | None:
    """The row that made the state."""
    yes = None if standing.yes is None else standing.yes.row
    rows = {
        ApprovalState.WAITING: standing.submitted,
        ApprovalState.RETURNED: standing.returned,
        ApprovalState.APPROVED: yes,
        ApprovalState.ENDED: standing.ended,
    }
    return rows.get(state)


def _only_reading(
    station: Station, message: Message | None, standing: ApprovalStanding, words: str | None
) -> bool:
    yes = standing.yes
    if message is None or yes is None or words in (None, yes.version.words):
        return False
    return yes.version.written is not None and yes.version.written == written_digest(station, message)
