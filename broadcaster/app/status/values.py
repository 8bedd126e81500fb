"""The status of a station as values: what `GET /api/v1/status` answers and `status --format json` prints.

Instants have the station's own zone. Texts are in the language of whoever asks; all else is codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from broadcaster.app.status.air_values import AlertShown, Chain, Clash, OnAirNow
from broadcaster.app.status.engine_state import EngineState
from broadcaster.core.answers import answer
from broadcaster.people.approval.summary import UnansweredAiring


@answer
class FileProblem:
    """A problem in a file of the station."""

    file: str
    line: int
    """from 1"""
    column: int
    """from 1, in code points"""
    severity: str
    code: str
    message: str
    hint: str | None


@answer
class Upcoming:
    """The next planned airing."""

    start: datetime
    message: str
    schedule: str
    warning: str | None = None
    """which of the ward's quotas it goes over"""


@answer
class WaitingItem:
    """An item that waits for its turn."""

    id: str
    message: str
    kind: str
    planned: datetime
    resumes: bool
    """it was on air already, and goes on after what interrupted it"""


@answer
class ContactState:
    """A contact, such as a push button."""

    name: str
    type: str
    message: str
    closed: bool | None
    armed: bool
    approved: bool
    """false: nothing of its message is approved; when it closes, nothing airs"""
    fault: str | None


@answer
class SuspendedMessage:
    """A message that was corrected and is suspended."""

    message: str
    who: str
    since: str


@answer
class OutputState:
    """What the station plays on."""

    kind: str
    name: str
    """empty while the output is lost"""
    ok: bool


@answer
class SwitchShown:
    """One switch of the keying."""

    zone: str | None
    type: str
    device: str
    on: bool
    confirmed: bool
    since: datetime | None
    until: datetime | None
    """its watchdog releases it then"""
    fault: str | None


@answer
class KeyingState:
    """The keying as a whole, and each switch of it."""

    type: str
    on: bool
    since: datetime | None
    until: datetime | None
    fault: str | None
    switches: tuple[SwitchShown, ...]


@answer
class WaitingChange:
    """What of station.yaml waits for a person's `clock confirm`."""

    id: str
    now: datetime
    """in the zone that is wanted"""
    timezone: str
    changes: tuple[str, ...]
    of_time: bool = False
    """it is about the time zone: whoever confirms it confirms the time too"""


@answer
class ClockShown:
    """The clock, and whether it is trusted."""

    now: datetime
    timezone: str
    trusted: bool | None = None
    """None where no timetable runs"""
    code: str | None = None
    why: str | None = None
    since: datetime | None = None
    by: str | None = None
    hardware_error_s: float | None = None
    step_s: float | None = None
    unconfirmed: WaitingChange | None = None


@answer
class HeardLast:
    """What the last airing sounded like at the listening input."""

    airing: str
    listened_s: int
    heard_s: int
    level_db: float | None
    lag_ms: float | None
    gaps: int
    longest_gap_ms: float
    clips: int


@answer
class ListeningState:
    """What listens to the output."""

    source: str
    ok: bool | None
    deaf: bool
    last: HeardLast | None


@answer
class UpsState:
    """The uninterruptible power supply."""

    name: str
    status: str
    on_battery: bool
    low: bool
    charge: float | None
    """per cent"""
    runtime_s: float | None


@answer
class JobShown:
    """A job by the wall clock."""

    id: str
    next: datetime
    running_since: datetime | None


@answer
class JournalState:
    """The journal."""

    ok: bool
    """false while another file stands in for it"""


@answer
class Disk:
    """The disk of the station's folder."""

    free_mb: int


@answer
class FaultShown:
    """A fault that was met."""

    at: datetime
    message: str


@answer
class PeopleShown:
    """Who works at the station."""

    founded: bool
    """false in a station that never had people: its own account may do everything"""
    enabled: int


@answer
class ApprovalsShown:
    """What waits for the leadership."""

    waiting: tuple[str, ...]
    """messages that were handed in"""
    pinned: tuple[str, ...]
    """messages that air as they were approved, although their files have changed"""
    to_confirm: tuple[UnansweredAiring, ...]
    reread: tuple[str, ...] = ()
    """messages that nobody edited and that this version of the program reads otherwise"""
    lost: tuple[str, ...] = ()
    """messages whose approved version is missing or damaged"""


@answer
class ConsoleShown:
    """The web console."""

    addresses: tuple[str, ...]
    """where a browser finds it; empty where it is closed"""
    refused: str | None
    """why the address of station.yaml is not open"""
    certificate_until: datetime | None
    """until when browsers take its certificate; null if there is none"""
    certificate_ends_soon: bool
    """true from 30 days before that on"""


@answer
class NoticesShown:
    """Notices to people."""

    recipients: tuple[str, ...]
    waiting: int
    """messages that are still to be sent"""
    sent: int
    """of the last 40 days"""
    given_up: int
    """the same"""
    error: str | None
    """why the newest that failed was not taken"""


@answer
class CalendarShown:
    """A subscribed calendar."""

    name: str
    title: str
    host: str
    """where it comes from; the rest of its address is shown nowhere"""
    days: int
    fetched: datetime | None
    """when its server last gave it, or said that it is the same"""
    failing: datetime | None
    """since when it cannot be fetched; its last days hold"""
    error: str | None
    """why not"""


@answer
class HealthReason:
    """Why the station is not well."""

    part: str
    """what of the station it is about"""
    code: str
    failed: bool
    """only a new start cures it; else people are needed, and the station goes on"""
    facts: Mapping[str, str]
    message: str
    hint: str | None
    """what to do"""


@answer
class StatusReport:
    """What the station does."""

    running: bool
    version: str
    """of the program that runs"""
    health: str
    """`ok`; `degraded`: people are needed, the station goes on; `failed`: only a new start cures it"""
    reasons: tuple[HealthReason, ...]
    """why it is not `ok`"""
    accepted: bool
    """true if the files as they are now are on air"""
    left_out: tuple[str, ...]
    problems: tuple[FileProblem, ...]
    on_air: OnAirNow | None
    next: Upcoming | None
    queue: tuple[WaitingItem, ...]
    clash: Clash | None
    chains: tuple[Chain, ...]
    contacts: tuple[ContactState, ...]
    held: tuple[SuspendedMessage, ...]
    engine: EngineState
    output: OutputState
    keying: KeyingState
    clock: ClockShown
    listen: ListeningState | None
    ups: UpsState | None
    jobs: tuple[JobShown, ...]
    journal: JournalState
    people: PeopleShown
    console: ConsoleShown
    approvals: ApprovalsShown
    notices: NoticesShown
    calendars: tuple[CalendarShown, ...]
    errors: tuple[FaultShown, ...]
    disk: Disk
    alerts: tuple[AlertShown, ...] = ()
