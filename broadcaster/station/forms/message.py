"""The form of a file under messages/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.form import Form, fault, key, required
from broadcaster.station.forms.texts import FilePath, FilePathOrNone, Id, Language, Line, Name, Spoken, Words
from broadcaster.station.forms.times import HOUR, MINUTE, Day, lasting
from broadcaster.station.forms.vietnamese import meant
from broadcaster.station.model import Emphasis, Message, Part, Pause, Play, Priority, Relay, Say, Validity
from broadcaster.station.naming import listed, nearest
from broadcaster.station.yaml.tree import Node

PART_KINDS = ("say", "play", "pause", "relay")
_MOST_PARTS = 500
_MOST_REPEATS = 20
UNTIL_STOPPED = "until_stopped"
_LONGEST_RELAY = 12 * HOUR  # the longest that stations of this kind offer

Every = Annotated[float, lasting(MINUTE / 2, HOUR, "5m")]
Gap = Annotated[float, lasting(0, 2 * HOUR, "15s")]
PauseLength = Annotated[float, lasting(0, 10 * MINUTE, "2s")]
RelayLength = Annotated[float, lasting(1, _LONGEST_RELAY, "15m")]


class ValidityForm(Form):
    """`valid:` of messages and schedules."""

    makes: ClassVar = Validity
    first: Day = key("keys.valid.from", alias="from")
    until: Day = key("keys.valid.until")

    @field_validator("until", mode="after")
    @classmethod
    def _in_order(cls, until: date, info: ValidationInfo) -> date:
        first: date | None = info.data.get("first")
        if first is not None and first > until:
            raise fault("valid_reversed", first=first, until=until)
        return until


class SayForm(Form):
    """Words to be spoken."""

    makes: ClassVar = Say
    text: Words = required("keys.message.say", alias="say")
    emphasis: Emphasis = key("keys.message.emphasis")


class PlayForm(Form):
    """A recording."""

    makes: ClassVar = Play
    recording: FilePath = required("keys.message.play", alias="play")
    language: Language = key("keys.message.language")
    title: Line = key("keys.message.part_title")


class PauseForm(Form):
    """Silence."""

    makes: ClassVar = Pause
    length: PauseLength = required("keys.message.pause", alias="pause")


class RelayForm(Form):
    """A source of station.yaml, put through for a time."""

    makes: ClassVar = Relay
    source: Name = required("keys.message.relay", alias="relay")
    length: RelayLength = required("keys.message.for", alias="for")
    fallback: Id = key("keys.message.else", alias="else")


def _repeat_kind(data: object) -> str:
    meant = isinstance(data, str) and nearest(data.strip(), [UNTIL_STOPPED])
    return "<word>" if meant else "<number>"


Repeat = Annotated[
    Annotated[Annotated[int, Field(ge=1, le=_MOST_REPEATS)], Tag("<number>")]
    | Annotated[Literal["until_stopped"], Tag("<word>")],
    Discriminator(_repeat_kind),
]


def _kind(data: object) -> str | None:
    kinds = [kind for kind in PART_KINDS if kind in data] if isinstance(data, dict) else []
    return f"<{kinds[0]}>" if kinds else None


def _one_kind(data: object) -> object:
    if not isinstance(data, dict):
        begins = str(data).split(maxsplit=1)[0] if isinstance(data, str) and data.strip() else ""
        if begins in PART_KINDS:
            raise fault("part_without_colon", kind=begins)
        raise fault("bare_part")
    kinds = [kind for kind in PART_KINDS if kind in data]
    if len(kinds) > 1:
        raise fault("two_kinds", at=kinds[1], first=kinds[0], second=kinds[1])
    if not kinds:
        near = next((near for written in data if (near := meant(str(written), PART_KINDS))), "")
        raise fault("no_kind", near=near, known=listed(PART_KINDS))
    return data


PartForm = Annotated[
    Annotated[SayForm, Tag("<say>")]
    | Annotated[PlayForm, Tag("<play>")]
    | Annotated[PauseForm, Tag("<pause>")]
    | Annotated[RelayForm, Tag("<relay>")],
    Discriminator(_kind),
    BeforeValidator(_one_kind),
]


class MessageForm(Form):
    """A script that can be aired."""

    title: Line = required("keys.message.title")
    source: Line = key("keys.message.source")
    basis: Line = key("keys.message.basis")
    priority: Priority = key("keys.message.priority")
    voice: Name = key("keys.message.voice")
    siren: Name = key("keys.message.siren")
    repeat: Repeat = key("keys.message.repeat")
    every: Every = key("keys.message.every")
    gap: Gap = key("keys.message.gap")
    bed: FilePathOrNone = key("keys.message.bed")
    valid: ValidityForm = key("keys.valid")
    parts: Annotated[list[PartForm], Field(min_length=1, max_length=_MOST_PARTS)] = required(
        "keys.message.parts"
    )
    lexicon: dict[Line, Spoken] = key("keys.message.lexicon")

    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """Only an emergency goes on until a person stops it, and says how often."""
        repeat, priority = written.get("repeat"), written.get("priority", Priority.NORMAL)
        if repeat == UNTIL_STOPPED:
            if priority in (Priority.NORMAL, Priority.PRIORITY):
                yield fault("endless_not_emergency", at="repeat")
            if "every" not in written:
                yield fault("endless_needs_every", at="repeat")
        elif "every" in written and (repeat is None or str(repeat).strip().isdigit()):
            yield fault("every_needs_endless", at="every")


def message_of(form: MessageForm, message: str, node: Node) -> Message:
    """The message `message` (its id); `node` tells on which lines its texts stand."""
    written = form.written()
    if written.get("repeat") == UNTIL_STOPPED:
        written["repeat"] = 1  # its programme is one time through; the playout airs it again
    parts = tuple(_placed(part, node.at("parts", index)) for index, part in enumerate(written.pop("parts")))
    if any(isinstance(part, Relay) for part in parts):
        written["repeat"] = 1  # what is put through now cannot be said again
    return Message(**written, id=message, parts=parts)


def _placed(part: Part, node: Node) -> Part:
    return replace(part, line=node.at("say").text_line) if isinstance(part, Say) else part
