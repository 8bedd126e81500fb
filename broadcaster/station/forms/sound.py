"""The forms of `sound:`, `output:`, `gain:` and `sources:` in station.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.form import Form, checked, fault, key, required
from broadcaster.station.forms.texts import FilePath, Line, Name, NoneWord, shape, text_of, written_as
from broadcaster.station.forms.times import period
from broadcaster.station.model import Gain, GainHours, Output, OutputKind, Profile, Sound
from broadcaster.station.naming import is_name, shown

_STREAM = re.compile(r"(?:https?|rtsp|rtmp|srt)://\S+")
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_LINE_IN_KEY = "line-in"
_LINE_IN = re.compile(r"line-in:\s*(\d{1,2})")
_SOURCE_SCHEMA = r"^((https?|rtsp|rtmp|srt)://\S+|line-in:\s*\d{1,2}|\d{1,2})$"
ALL = "all"  # in `gain:`, the key for everywhere and always

Number = Annotated[float, Field(allow_inf_nan=False)]
Decibels = Annotated[Number, Field(ge=-60, le=12)]
Jingle = Literal["chime", "chime-down", "none"]  # a siren is for emergencies only


class SoundForm(Form):
    """The house sound."""

    makes: ClassVar = Sound
    rate: Annotated[int, Field(ge=16000, le=48000)] = key("keys.sound.rate")
    loudness: Annotated[Number, Field(ge=-40, le=-8)] = key("keys.sound.loudness")
    true_peak: Annotated[Number, Field(ge=-12, le=0)] = key("keys.sound.true_peak")
    high_pass: Annotated[Number, Field(ge=0, le=1000)] = key("keys.sound.high_pass")
    profile: Profile = key("keys.sound.profile")
    opening: Jingle = key("keys.sound.opening")
    closing: Jingle = key("keys.sound.closing")
    emergency: Name = key("keys.sound.emergency")
    cache: Annotated[int, Field(ge=64, le=1_000_000)] = key("keys.sound.cache")


class DeviceForm(Form):
    """A sound card."""

    makes: ClassVar = Output
    device: Line = key("keys.output.device")
    latency: Annotated[Number, Field(ge=0.005, le=2)] = key("keys.output.latency")
    listen: Line = key("keys.output.listen")


class FolderForm(Form):
    """Sound files in a folder instead of a sound card."""

    folder: FilePath = required("keys.output.file", alias="file")

    def value(self) -> Output:
        """The output that writes files."""
        return Output(kind=OutputKind.FILE, folder=self.folder)


class LineInForm(Form):
    """An input of the sound card."""

    number: Annotated[int, Field(ge=0, le=99)] = required("keys.sources.line_in", alias="line-in")

    def value(self) -> str:
        """The source as the model names it."""
        return f"line-in:{self.number}"


def _output_kind(data: object) -> str:
    return "<folder>" if isinstance(data, dict) and "file" in data else shape(data)


def _output(form: str | DeviceForm | FolderForm) -> object:
    return Output(kind=OutputKind.NONE) if isinstance(form, str) else form.value()


def _gain_key(data: object) -> str | tuple[time, time]:
    text = text_of(data)
    if ":" in text:
        return period(text)
    if not is_name(text):
        raise fault("bad_gain_key", written=shown(text))
    return text


def _gain(written: dict[str | tuple[time, time], float]) -> Gain:
    hours = tuple(GainHours(between=at, db=db) for at, db in written.items() if isinstance(at, tuple))
    zones = {zone: db for zone, db in written.items() if isinstance(zone, str) and zone != ALL}
    return Gain(all=written.get(ALL, 0.0), hours=hours, zones=MappingProxyType(zones))


def _stream(data: object) -> str:
    text = text_of(data)
    if found := _LINE_IN.fullmatch(text):
        return f"line-in:{int(found[1])}"
    if _STREAM.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    raise fault("bad_source", written=shown(text))


def _sources(written: dict[str, str | LineInForm]) -> dict[str, object]:
    """Sources as texts; `line-in: 2` is the input 2 under the name of its own kind."""
    sources: dict[str, object] = {}
    for name, source in written.items():
        if isinstance(source, LineInForm):
            sources[name] = source.value()
        elif not source.isdigit():
            sources[name] = source
        else:
            sources[name] = f"line-in:{int(source)}"
    return sources


def _bare_numbers(written: object) -> Iterator[PydanticCustomError]:
    """A number alone is an input only under the name `line-in`."""
    for name, source in written.items() if isinstance(written, dict) else ():
        if name != _LINE_IN_KEY and isinstance(source, str) and _NUMBER.fullmatch(source.strip()):
            yield fault("bad_source", at=name, written=shown(source.strip()))


AnyOutput = Annotated[
    Annotated[NoneWord, Tag("<word>")]
    | Annotated[DeviceForm, Tag("<mapping>")]
    | Annotated[FolderForm, Tag("<folder>")],
    Discriminator(_output_kind),
    AfterValidator(_output),
]
GainKey = Annotated[str | tuple[time, time], written_as(_gain_key, type="string", minLength=1)]
AnyGain = Annotated[dict[GainKey, Decibels], AfterValidator(_gain)]
# The number alone is the value of the key `line-in`, which YAML reads as a number.
Stream = Annotated[
    str,
    written_as(
        _stream,
        anyOf=[
            {"type": "string", "pattern": _SOURCE_SCHEMA},
            {"type": "integer", "minimum": 0, "maximum": 99},
        ],
    ),
]
Sources = Annotated[
    dict[
        Name,
        Annotated[
            Annotated[Stream, Tag("<word>")] | Annotated[LineInForm, Tag("<mapping>")], Discriminator(shape)
        ],
    ],
    AfterValidator(_sources),
    checked(_bare_numbers),
]
