"""The forms of the blocks `sound`, `output`, `gain`, `sources` and `sirens` of station.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.fields import Number, form_of, list_of, mapping_of, one_of
from broadcaster.station.forms.form import Form, checked, fault
from broadcaster.station.forms.texts import Name, NoneWord, shape, text_of, written_as
from broadcaster.station.forms.times import period, spelt
from broadcaster.station.model.equipment import LineIn, Output, OutputKind
from broadcaster.station.model.keys import MINUTE
from broadcaster.station.model.names import is_name, shown
from broadcaster.station.model.sound import (
    DECIBELS,
    LONGEST_REST,
    Gain,
    GainHours,
    Rest,
    Siren,
    Sound,
    Stroke,
)
from broadcaster.station.registries.outputs import OUTPUTS

_STREAM = re.compile(r"(?:https?|rtsp|rtmp|srt)://\S+")
_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_LINE_IN_KEY = "line-in"
_LINE_IN_TEXT = re.compile(r"line-in:\s*(\d{1,2})")
_SOURCE_SCHEMA = r"^((https?|rtsp|rtmp|srt)://\S+|line-in:\s*\d{1,2}|\d{1,2})$"
ALL = "all"  # in `gain:`, the key for everywhere and always

Decibels = Annotated[Number, Field(ge=DECIBELS.low, le=DECIBELS.high)]


class _FolderChecks(Form):
    def value(self) -> Output:
        """The output that writes files."""
        return Output(kind=OutputKind.FILE, **self.written())


SoundForm = form_of(Sound, "sound")
_DEVICE = form_of(Output, "output", only=("device", "latency", "listen"))
_FOLDER = form_of(Output, "output.file", base=_FolderChecks, only=("folder",))
_LINE_IN = form_of(LineIn, "sources")


class _OwnKeys(Form):
    def value(self) -> Output:
        """The output of a kind that has keys of its own."""
        options = {name: str(value) for name, value in self.written().items()}
        return Output(kind=self.section.rpartition(".")[2], options=MappingProxyType(options))


_OWN = {
    name: form_of(entry.keys, f"output.{name}", base=_OwnKeys)
    for name, entry in OUTPUTS.items()
    if entry.keys is not None
}


def _output_kind(data: object) -> str:
    written = data if isinstance(data, dict) else {}
    own = next((name for name, form in _OWN.items() if form.written_keys()[0] in written), None)
    return f"<{own}>" if own else "<folder>" if "file" in written else shape(data)


def _output(form: str | Form) -> object:
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
    if found := _LINE_IN_TEXT.fullmatch(text):
        return f"line-in:{int(found[1])}"
    if _STREAM.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    raise fault("bad_source", written=shown(text))


def _sources(written: dict[str, str | Form]) -> dict[str, object]:
    """Sources as texts; `line-in: 2` is the input 2 under the name of its own kind."""
    sources: dict[str, object] = {}
    for name, source in written.items():
        if isinstance(source, Form):
            sources[name] = f"line-in:{source.written()['number']}"
        elif not source.isdecimal():
            sources[name] = source
        else:
            sources[name] = f"line-in:{int(source)}"
    return sources


def _bare_numbers(written: object) -> Iterator[PydanticCustomError]:
    """A number alone is an input only under the name `line-in`."""
    for name, source in written.items() if isinstance(written, dict) else ():
        if name != _LINE_IN_KEY and isinstance(source, str) and _NUMBER.fullmatch(source.strip()):
            yield fault("bad_source", at=name, written=shown(source.strip()))


AnyOutput = one_of(
    {"word": NoneWord, "mapping": _DEVICE, "folder": _FOLDER, **_OWN}, _output_kind, AfterValidator(_output)
)
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
_SOURCE = one_of({"word": Stream, "mapping": _LINE_IN}, shape)
Sources = mapping_of(Name, _SOURCE, AfterValidator(_sources), checked(_bare_numbers))


LONGEST = 3 * MINUTE  # of a whole pattern: after it the voice must be heard
LEAST_HEARD = 4  # a siren sounds for one part in so many of its length at least


class _StrokeChecks(Form):
    def value(self) -> Stroke:
        """The stroke; without `to` the pitch stays."""
        written = self.written()
        return Stroke(**{"last": written["first"], **written})


class _SirenChecks(Form):
    @field_validator("steps", mode="after", check_fields=False)
    @classmethod
    def _bounded(cls, steps: list[Form], info: ValidationInfo) -> list[Form]:
        times = info.data.get("times")
        made = [step.value() for step in steps]
        siren = Siren(
            steps=tuple(step for step in made if isinstance(step, Stroke | Rest)),
            **({"times": times} if times else {}),
        )
        if not siren.whole:
            raise fault("silent_siren")
        if isinstance(siren.whole[0], Rest):
            raise fault("siren_begins_silent", at=0)
        if siren.length > LONGEST:
            raise fault("long_siren", length=spelt(siren.length), limit=spelt(LONGEST))
        _not_silent_for_long(siren)
        return steps


def _not_silent_for_long(siren: Siren) -> None:
    """Whoever hears the siren must not think that it is over, and the words must not wait for silence."""
    silent = rest = 0.0
    for number, step in enumerate(siren.whole):
        rest = rest + step.length if isinstance(step, Rest) else 0.0
        silent += step.length if isinstance(step, Rest) else 0.0
        if rest > LONGEST_REST:
            place = number % len(siren.steps)
            raise fault("long_rest", at=place, length=spelt(rest), limit=spelt(LONGEST_REST))
    if siren.length - silent < siren.length / LEAST_HEARD:
        raise fault("silent_for_long", length=spelt(silent), whole=spelt(siren.length))


def _kind(data: object) -> str:
    return "<rest>" if isinstance(data, dict) and "rest" in data else "<mapping>"


StrokeForm = form_of(Stroke, "sirens.stroke", base=_StrokeChecks)
RestForm = form_of(Rest, "sirens.rest")
_STEP = one_of({"rest": RestForm, "mapping": StrokeForm}, _kind)
SirenForm = form_of(Siren, "sirens", base=_SirenChecks, written={"steps": list_of(_STEP, 50)})
Sirens = mapping_of(Name, SirenForm)
