"""A station as frozen values: what its officers wrote, checked and typed.

Durations are seconds (`float`), times of day are local to the station, days of the week count
from Monday = 0. Nothing here reads files; `broadcaster.station.loading.loading` makes these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from broadcaster.station.contacts import Contact
from broadcaster.station.regulation import Quotas as Quotas
from broadcaster.station.regulation import Regulation as Regulation
from broadcaster.station.sirens import Siren
from broadcaster.station.waits import Waits

NOTHING: Mapping[str, str] = MappingProxyType({})


def nothing() -> Mapping[str, str]:
    """The empty mapping; a factory, since Python 3.11 takes no mapping proxy as a default."""
    return NOTHING


class Priority(StrEnum):
    """The three classes of Vietnamese practice: thông thường, ưu tiên, khẩn cấp."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """First and last day, both inclusive, on which something may air."""

    first: date | None = None  # YAML: from
    until: date | None = None

    def holds(self, day: date) -> bool:
        """True if `day` lies inside."""
        return (self.first is None or day >= self.first) and (self.until is None or day <= self.until)


class Emphasis(StrEnum):
    """How words that matter most are said once more at once."""

    REPEAT = "repeat"  # as before
    SLOW = "slow"  # more slowly: names, times, telephone numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Words to be spoken."""

    text: str
    emphasis: Emphasis | None = None
    line: int = 1  # 1-based line of the text in its file, for problems about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A recording, as a path relative to the station folder."""

    recording: str
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Silence of `length` seconds."""

    length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A source of station.yaml, put through for `length` seconds."""

    source: str
    length: float
    fallback: str | None = None  # YAML: else; the message that airs if the source fails


Part = Say | Play | Pause | Relay


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A script that can be aired."""

    id: str
    title: str
    parts: tuple[Part, ...]
    source: str | None = None
    basis: str | None = None
    priority: Priority = Priority.NORMAL
    voice: str = "default"
    repeat: int = 2
    gap: float = 15.0
    siren: str | None = None  # opens it as an emergency, instead of the station's own
    every: float | None = None  # an emergency with `repeat: until_stopped`: seconds from start to start
    bed: str | None = None  # recording under the speech; YAML: bed, "none" for None
    valid: Validity = Validity()
    lexicon: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """Days on which a schedule is silent."""

    holidays: bool = False
    dates: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The rule that says when messages air. Either `at`, or `every` with `between`."""

    id: str
    messages: tuple[str, ...]
    at: tuple[time, ...] = ()
    every: float | None = None
    between: tuple[time, time] | None = None  # both ends included, not across midnight
    days: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    lunar: tuple[str, ...] = ()  # "MM-DD" of the lunar year, or "DD" of each lunar month
    valid: Validity = Validity()
    exceptions: Exceptions = Exceptions()  # YAML: except
    catch_up: float = 0.0
    wait: float = 900.0
    zones: tuple[str, ...] = ()  # empty: all


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the station stands; helps to read local names and abbreviations."""

    ward: str | None = None
    province: str | None = None


class CodeStyle(StrEnum):
    """How the sign of a document is said: 122/QĐ-UBND."""

    EXPAND = "expand"  # một trăm hai mươi hai quyết định ủy ban nhân dân
    SHORT = "short"  # một trăm hai mươi hai
    LETTERS = "letters"  # một trăm hai mươi hai quy đê u bê nờ dê


class YearStyle(StrEnum):
    """How a year from 2000 on is said."""

    FULL = "full"  # hai nghìn không trăm hai mươi lăm
    SHORT = "short"  # hai nghìn hai mươi lăm


class Thousand(StrEnum):
    """The word for 1 000: the first in the north, the second in the south."""

    NORTH = "nghìn"
    SOUTH = "ngàn"


class Odd(StrEnum):
    """The word before the unit of 105: the first in the north, the second in the south."""

    NORTH = "linh"
    SOUTH = "lẻ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the ward's people are used to hear numbers and signs. YAML: reading."""

    codes: CodeStyle = CodeStyle.EXPAND
    years: YearStyle = YearStyle.FULL
    thousand: Thousand = Thousand.NORTH
    odd: Odd = Odd.NORTH


ONLINE_ENGINES = frozenset({"gtts", "edge"})  # they send the words over the internet


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Which engines speak, in order, and how fast (syllables a minute)."""

    engines: tuple[str, ...] = ("piper", "gtts", "espeak")
    rate: int = 185
    online: bool = True  # false: no words of a message leave the computer


class Profile(StrEnum):
    """Which loudspeakers the sound is made for."""

    FLAT = "flat"  # sounds as it was spoken: measured best through a horn (docs/voice.md)
    HORN = "horn"  # consonants lifted, denser: for horns that sound dull


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The house sound: one loudness for everything on the air."""

    rate: int = 24000  # Hz
    loudness: float = -16.0  # LUFS, integrated
    true_peak: float = -1.5  # dBTP
    high_pass: float = 300.0  # Hz; 0 for none
    profile: Profile = Profile.FLAT
    opening: str = "chime"
    closing: str = "chime-down"
    emergency: str = "siren"
    cache: int = 2048  # MB that audio_cache may take


class OutputKind(StrEnum):
    """Where sound goes."""

    DEVICE = "device"
    FILE = "file"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The audio output that feeds the loudspeaker system."""

    kind: OutputKind = OutputKind.DEVICE
    device: str = "default"
    latency: float = 0.05  # seconds
    listen: str = ""  # where what was aired is heard back: "monitor", an input, "" for nowhere
    folder: str | None = None  # for kind FILE


LEAST_LEAD = 0.5  # seconds from on to the first sample at least: a relay must have time to obey


@dataclass(frozen=True, slots=True, kw_only=True)
class Keying:
    """How the transmitter or amplifier is switched; all times in seconds."""

    type: str = "none"  # none | gpio | serial | modbus | http | file
    settle: float = 5.0
    noise: float = 1.0
    tail: float = 1.5
    longest: float = 3600.0
    options: Mapping[str, str] = field(default_factory=nothing)  # the driver's own keys

    @property
    def lead(self) -> float:
        """From on to the first sample."""
        return max(LEAST_LEAD, self.settle + self.noise)


class Channel(StrEnum):
    """Channels of the one output stream that a zone hangs on."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A cluster of loudspeakers."""

    name: str
    channel: Channel = Channel.BOTH
    delay: float = 0.0
    keying: Keying | None = None  # its own transmitter; None: the station's


class Bind(StrEnum):
    """Which digest an approval is bound to."""

    WORDS = "words"
    SOUND = "sound"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Whether the leadership must approve before a message airs."""

    required: bool = True
    bind: Bind = Bind.WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One message approved as it stood: the digest, by whom, when. One file under approvals/."""

    message: str
    words_digest: str
    by: str
    at: datetime
    sound_digest: str | None = None  # kept where approval is bound to the sound
    written_digest: str | None = (
        None  # of the message's file, see `station.written`; earlier versions kept none
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GainHours:
    """A gain in dB between two times of day (may cross midnight)."""

    between: tuple[time, time]
    db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Gain in dB: everywhere, by hour, by zone."""

    all: float = 0.0
    hours: tuple[GainHours, ...] = ()
    zones: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where the web console listens."""

    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class Ups:
    """A UPS behind NUT's upsd."""

    host: str = "localhost"
    port: int = 3493
    name: str = ""  # "": the first that upsd lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file that a message plays: where it is and what it holds."""

    name: str  # as written in the message, relative to the station folder
    path: Path  # where the bytes can be read
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """station.yaml."""

    name: str
    place: Place = Place()
    reading: Manner = Manner()
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))
    speech: Speech = Speech()
    voices: Mapping[str, Mapping[str, str]] = field(
        default_factory=lambda: MappingProxyType({"default": MappingProxyType({})})
    )  # voice name → engine → the engine's own voice
    sound: Sound = Sound()
    output: Output = Output()
    keying: Keying = Keying()
    zones: Mapping[str, Zone] = field(default_factory=lambda: MappingProxyType({}))
    regulation: Regulation = field(default_factory=Regulation)
    approval: ApprovalRule = ApprovalRule()
    gain: Gain = Gain()
    sirens: Mapping[str, Siren] = field(default_factory=lambda: MappingProxyType({}))  # the ward's own
    sources: Mapping[str, str] = field(default_factory=nothing)  # relay source → URL, or "line-in:2"
    console: Listen = Listen()
    ups: Ups | None = None  # None: this machine's own, if there is one
    contacts: Mapping[str, Contact] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One ward's station, whole: nothing in it refers to anything that is missing.

    A message in `waiting` is among `messages` without any words, so that schedules may name it; the
    hard guard lets it nowhere.
    """

    root: Path
    settings: Settings
    messages: Mapping[str, Message]
    schedules: Mapping[str, Schedule]
    lexicon: Mapping[str, str] = field(default_factory=nothing)
    recordings: Mapping[str, Recording] = field(default_factory=lambda: MappingProxyType({}))
    approvals: Mapping[str, Approval] = field(default_factory=lambda: MappingProxyType({}))
    waiting: Mapping[str, Waits] = field(default_factory=lambda: MappingProxyType({}))
