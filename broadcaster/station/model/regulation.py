"""The ward's Quy chế (block `regulation`, regulation.yaml), its quiet hours, and approvals, as values."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

from broadcaster.station.model.keys import AtMost, Key, Loosens, Looser, Special, Text, Within
from broadcaster.station.model.message import Cause, Priority, Validity


class Quotas(StrEnum):
    """What happens when a plan goes over the ward's quotas."""

    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """The ward's Quy chế as one rule. Source of the defaults: QCVN 26:2010/BTNMT, QĐ 1246 Hà Nội."""

    # May cross midnight; None: no quiet hours.
    quiet: Annotated[tuple[time, time] | None, Special.WRITTEN, Loosens.QUIET] = (time(21), time(6))
    sessions_per_day: Annotated[int, Within(1, 96), Loosens.QUOTAS] = 2
    minutes_per_session: Annotated[float, Within(1, 720), Loosens.QUOTAS] = 15.0
    days_per_week: Annotated[int, Within(1, 7), Loosens.QUOTAS] = 5
    quotas: Annotated[Quotas, Loosens.QUOTAS] = Quotas.WARN


MOST_RULES = 100
MOST_ORDERS = 1000

Span = tuple[time, time]
"""From and until, local time; it may cross midnight, and equal ends mean the whole day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The decision by which the ward has its own Quy chế."""

    number: Annotated[str, Key(example="15/QĐ-UBND")]
    on: date


@dataclass(frozen=True, slots=True)
class Season:
    """A part of each year, both days included; it may run over New Year."""

    first: tuple[int, int]  # month, day
    until: tuple[int, int]

    def holds(self, day: date) -> bool:
        """True if `day` lies inside."""
        at = (day.month, day.day)
        if self.first <= self.until:
            return self.first <= at <= self.until
        return at >= self.first or at <= self.until

    def __str__(self) -> str:
        """As it is written."""
        return "{:02}-{:02}..{:02}-{:02}".format(*self.first, *self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationRule:
    """One rule. What it does not say it leaves to the others; all of them hold."""

    # Its article; it is told with each refusal.
    by: Annotated[str | None, Key(example="Điều 8 khoản 2")] = None
    season: Annotated[Season | None, Special.WRITTEN, Key(example='"10-16..04-15"')] = None
    valid: Validity = field(default_factory=Validity)
    # Empty: everywhere. Else each of them counts by itself.
    zones: Annotated[tuple[Annotated[str, Text.NAME], ...], Key(example="[trung-tam]")] = ()
    classes: Annotated[tuple[Priority, ...], AtMost(3), Key(example="[normal]")] = ()  # empty: all
    # None: it says nothing about quiet hours; (): there are none by this rule.
    quiet: Annotated[
        tuple[Span, ...] | None, Special.WRITTEN, Key(example='["21:00-06:00", "11:30-13:00"]')
    ] = None
    sessions_per_day: Annotated[int | None, Within(1, 96), Key(example="2")] = None
    minutes_per_session: Annotated[float | None, Within(1, 720), Key(example="15")] = None
    minutes_per_day: Annotated[float | None, Within(1, 1440), Key(example="60")] = None
    days_per_week: Annotated[int | None, Within(1, 7), Key(example="5")] = None

    def holds(self, day: date) -> bool:
        """True if it holds on `day`."""
        return (self.season is None or self.season.holds(day)) and self.valid.holds(day)

    @property
    def always(self) -> bool:
        """True if it holds on each day, in each zone and for each class."""
        return self.season is None and self.valid == Validity() and not self.zones and not self.classes


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """What the Quy chế puts outside its quotas."""

    causes: Annotated[tuple[Cause, ...], AtMost(2), Key(example="[disaster, epidemic]")]
    by: Annotated[str | None, Key(example="Điều 8 khoản 4")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Quotas that refuse: each rule holds, but for messages about these causes."""

    rules: tuple[RegulationRule, ...]  # what they say about quiet hours is no part of it
    exempt: frozenset[Cause] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationOrder:
    """An order of those above to air more than the quotas allow; quiet hours are not lifted."""

    number: Annotated[str, Key(example="215/UBND-VX")]
    by: Annotated[str, Key(example="UBND huyện")]
    first: Annotated[date, Key(name="from")]
    until: date
    entered_by: str | None = None

    def holds(self, day: date) -> bool:
        """True if it holds on `day`."""
        return self.first <= day <= self.until


class Sorrow(StrEnum):
    """What is not heard on days of mourning."""

    NO_MUSIC = "no-music"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mourning:
    """Days of mourning, both included."""

    what: Sorrow
    first: Annotated[date, Key(name="from")]
    until: date
    by: Annotated[str | None, Key(example="Thông cáo đặc biệt ngày 20/5/2025")] = None
    entered_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """regulation.yaml."""

    decision: Annotated[
        Decision | None, Loosens.QUOTAS, Key(example="{number: 15/QĐ-UBND, on: 2026-03-02}")
    ] = None
    # Left out: they refuse once there is a decision, and warn until then.
    quotas: Annotated[Quotas | None, Loosens.QUOTAS, Key(example="warn")] = None
    rules: Annotated[
        tuple[RegulationRule, ...],
        Special.WRITTEN,
        Loosens.QUOTAS,  # and the quiet hours in them, see `station/rules/quiet.py`
        AtMost(MOST_RULES),
        Key(example='[{by: Điều 8, quiet: "21:00-06:00", sessions_per_day: 2}]'),
    ] = ()

    exempt: Annotated[
        Exemption | None, Loosens.QUOTAS, Key(example="{causes: [disaster, epidemic], by: Điều 8 khoản 4}")
    ] = None
    # An order of those above and days of mourning are entered for some days, each with a row of its own.
    orders: Annotated[
        tuple[RegulationOrder, ...],
        Special.WRITTEN,
        Loosens.NOTHING,
        AtMost(MOST_ORDERS),
        Key(example="[{number: 215/UBND-VX, by: UBND huyện, from: 2026-09-01, until: 2026-09-05}]"),
    ] = ()
    mourning: Annotated[
        tuple[Mourning, ...],
        Special.WRITTEN,
        Loosens.NOTHING,
        AtMost(MOST_ORDERS),
        Key(example="[{what: no-music, from: 2025-05-24, until: 2025-05-25}]"),
    ] = ()

    @property
    def refuses(self) -> bool:
        """Whether quotas refuse; else they warn."""
        return self.quotas is Quotas.REFUSE or (self.quotas is None and self.decision is not None)


NIGHT: Span = (time(21), time(6))
"""Night by QCVN 26:2010/BTNMT: quiet wherever no rule says when it is."""

NIGHT_BY = "QCVN 26:2010/BTNMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What one rule says about quiet hours, and where and when it says so."""

    spans: tuple[Span, ...]  # none: there are no quiet hours by this rule
    season: Season | None = None
    valid: Validity = field(default_factory=Validity)
    zones: tuple[str, ...] = ()  # empty: everywhere
    classes: tuple[Priority, ...] = ()  # empty: all
    by: str = ""

    def covers(self, day: date, zone: str, priority: Priority) -> bool:
        """True if it speaks about a class in a zone on a day."""
        return (
            (not self.zones or zone in self.zones)
            and (not self.classes or priority in self.classes)
            and (self.season is None or self.season.holds(day))
            and self.valid.holds(day)
        )


Layer = tuple[Silence, ...]
"""The rules of one regulation. Where none of them speaks, it is quiet at night (`NIGHT`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietRule:
    """A time zone by its name, and what is quiet in its local time: `spans`, and what each layer says."""

    timezone: str
    spans: tuple[Span, ...] = ()  # apart from each other, by start
    layers: tuple[Layer, ...] = ()


class Bind(StrEnum):
    """Which digest an approval is bound to."""

    WORDS = "words"
    SOUND = "sound"


class AtOnce(StrEnum):
    """Who may air words of their own that nobody approved ahead."""

    OFFICER = "officer"  # whoever may speak at all: the leadership confirms or objects afterwards
    LEADER = "leader"  # only those who may approve


class Edit(StrEnum):
    """What airs of an approved message that was edited, until the new version is approved."""

    PIN = "pin"  # the approved version
    STOP = "stop"  # nothing


class Second(StrEnum):
    """What a leader shows on the page to approve, beside their session."""

    NONE = "none"
    PIN = "pin"
    AUTHENTICATOR = "authenticator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Whether the leadership must approve before a message airs."""

    required: Annotated[bool, Loosens.FALSE] = True
    # Bound to the words, another voice or mix airs without a new yes.
    bind: Annotated[Bind, Looser(Bind.WORDS)] = Bind.WORDS
    at_once: Annotated[AtOnce, Looser(AtOnce.OFFICER)] = AtOnce.OFFICER
    # Where nothing of an edited message would air, the approved version does.
    edit: Annotated[Edit, Looser(Edit.PIN)] = Edit.PIN
    # Whether people may approve what they handed in themselves.
    own: Annotated[bool, Loosens.TRUE] = False
    # Whether what a leader signed on paper, or said on the telephone, may be typed in by others.
    paper: Annotated[bool, Loosens.TRUE] = True
    telephone: Annotated[bool, Loosens.TRUE] = True
    # What a leader shows besides on the page, for each approval: a telephone may be in other hands.
    second: Annotated[Second, Looser(Second.NONE, Second.PIN)] = Second.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One message approved as it stood: the digest, by whom, when. One file under approvals/.

    For readers only: what counts is the row of the journal, see `people/approval`.
    """

    message: Annotated[str, Text.ID]
    words_digest: Annotated[str, Text.DIGEST]
    # Kept where approval is bound to the sound.
    sound_digest: Annotated[str | None, Text.DIGEST] = None
    # Of the message's file, see `station/model/station.py`.
    written_digest: Annotated[str | None, Text.DIGEST] = None
    by: str
    at: Annotated[datetime, Special.WRITTEN]
    # The row of the journal that counts; this file is its copy.
    row: int | None = None
    row_hash: Annotated[str | None, Text.DIGEST] = None
