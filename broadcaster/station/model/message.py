"""A file under messages/ as values: message, parts, validity; `Waits` for a message whose file has errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated

from broadcaster.station.model.keys import HOUR, MINUTE, Key, Lasting, Special, Text, nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """First and last day, both inclusive, on which something may air."""

    first: Annotated[date | None, Key(name="from")] = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """True if `day` lies inside."""
        return (self.first is None or day >= self.first) and (self.until is None or day <= self.until)


_LONGEST_RELAY = 12 * HOUR  # the longest that stations of this kind offer


class Priority(StrEnum):
    """The three classes of Vietnamese practice: thông thường, ưu tiên, khẩn cấp."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


class Emphasis(StrEnum):
    """How words that matter most are said once more at once."""

    REPEAT = "repeat"  # as before
    SLOW = "slow"  # more slowly: names, times, telephone numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence as it is to be said."""

    words: str
    pause: float  # seconds of silence after it
    pace: float  # share of the station's rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Words to be spoken."""

    text: Annotated[str, Text.WORDS, Key(name="say")]
    emphasis: Emphasis | None = None
    line: Annotated[int, Special.UNWRITTEN] = 1  # 1-based line of the text in its file, for problems about it
    # Set where the text is spoken words already: no lexicon and no rule changes them. The share of the
    # station's rate at which they are said.
    pace: Annotated[float | None, Special.UNWRITTEN] = None
    # Set where the words were approved: they are said, whatever the text would be read as today.
    said: Annotated[tuple[Said, ...] | None, Special.UNWRITTEN] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A recording, as a path relative to the station folder."""

    recording: Annotated[str, Text.PATH, Key(name="play", example="recordings/mong.ogg")]
    language: Annotated[str | None, Text.LANGUAGE, Key(example="hmn")] = None
    title: str | None = None
    music: bool = False  # not heard on days of mourning


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Silence of `length` seconds."""

    length: Annotated[float, Lasting(0, 10 * MINUTE), Key(name="pause", example="2s")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A source of station.yaml, put through for `length` seconds."""

    source: Annotated[str, Text.NAME, Key(name="relay", example="vov1")]
    length: Annotated[float, Lasting(1, _LONGEST_RELAY), Key(name="for", example="15m")]
    fallback: Annotated[str | None, Text.ID, Key(name="else")] = (
        None  # the message that airs if the source fails
    )


Part = Say | Play | Pause | Relay


class Cause(StrEnum):
    """What a message is about, where the ward's Quy chế may put that outside its quotas."""

    DISASTER = "disaster"
    EPIDEMIC = "epidemic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A script that can be aired."""

    id: Annotated[str, Special.UNWRITTEN]
    title: str
    source: str | None = None
    basis: str | None = None
    cause: Cause | None = None
    priority: Priority = Priority.NORMAL
    voice: Annotated[str, Text.NAME] = "default"
    # Opens it as an emergency, instead of the station's own.
    siren: Annotated[str | None, Text.NAME] = None
    repeat: Annotated[int, Special.WRITTEN] = 2
    # An emergency with `repeat: until_stopped`: seconds from start to start.
    every: Annotated[float | None, Lasting(MINUTE / 2, HOUR), Key(example="5m")] = None
    gap: Annotated[float, Lasting(0, 2 * HOUR)] = 15.0
    # The recording under the speech; `none` is None.
    bed: Annotated[str | None, Text.PATH_OR_NONE] = None
    valid: Validity = field(default_factory=Validity)
    parts: Annotated[tuple[Part, ...], Special.WRITTEN]
    lexicon: Annotated[Mapping[str, Annotated[str, Text.SPOKEN]], Key(example="{Bluezone: bờ lu dôn}")] = (
        field(default_factory=nothing)
    )

    @property
    def music(self) -> bool:
        """True if music is heard in it; chime and siren are signals."""
        return self.bed is not None or any(isinstance(part, Play) and part.music for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Why a message is known by name only: the place of the first fault in its file, or there is no file."""

    file: str = ""  # "": there is none
    line: int = 0

    @property
    def place(self) -> str:
        """The place as it is shown to people."""
        return f"{self.file}:{self.line}" if self.file else ""
