"""The form of a file under messages/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.grammar.declared import form_of, list_of, one_of
from broadcaster.station.forms.grammar.form import Form, fault
from broadcaster.station.forms.grammar.times import FirstToLast, duration, spelt
from broadcaster.station.forms.grammar.vietnamese import meant
from broadcaster.station.model.broadcasts.message import Message, Part, Pause, Play, Priority, Relay, Say
from broadcaster.station.model.broadcasts.validity import Validity
from broadcaster.station.naming import listed, nearest
from broadcaster.station.yaml.tree import Node

_MOST_PARTS = 500
_MOST_REPEATS = 20
UNTIL_STOPPED = "until_stopped"
_MOST_SILENCE = {str(Priority.EMERGENCY): 60.0}  # seconds of pauses in one time through
_USUAL_SILENCE = 600.0


class _MessageChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterator[PydanticCustomError]:
        """Only an emergency goes on until a person stops it, and says how often; none is mostly silent."""
        repeat, priority = written.get("repeat"), written.get("priority", Priority.NORMAL)
        if repeat == UNTIL_STOPPED:
            if priority in (Priority.NORMAL, Priority.PRIORITY):
                yield fault("endless_not_emergency", at="repeat")
            if "every" not in written:
                yield fault("endless_needs_every", at="repeat")
        elif "every" in written and (repeat is None or str(repeat).strip().isdecimal()):
            yield fault("every_needs_endless", at="every")
        most = _MOST_SILENCE.get(str(priority), _USUAL_SILENCE)
        if _silence(written.get("parts")) > most:
            yield fault("mostly_silent", at="parts", most=spelt(most))


def _silence(parts: object) -> float:
    """Seconds of the pauses among written parts; those that are written wrongly do not count."""
    total = 0.0
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict) and "pause" in part:
            with suppress(PydanticCustomError):
                total += duration(part["pause"])
    return total


_PARTS = {
    "say": form_of(Say, "say"),
    "play": form_of(Play, "play"),
    "pause": form_of(Pause, "pause"),
    "relay": form_of(Relay, "relay"),
}


def _repeat_kind(data: object) -> str:
    word = isinstance(data, str) and nearest(data.strip(), [UNTIL_STOPPED])
    return "<word>" if word else "<number>"


def _kind(data: object) -> str | None:
    kinds = [kind for kind in _PARTS if kind in data] if isinstance(data, dict) else []
    return f"<{kinds[0]}>" if kinds else None


def _one_kind(data: object) -> object:
    if not isinstance(data, dict):
        begins = str(data).split(maxsplit=1)[0] if isinstance(data, str) and data.strip() else ""
        if begins in _PARTS:
            raise fault("part_without_colon", kind=begins)
        raise fault("bare_part")
    kinds = [kind for kind in _PARTS if kind in data]
    if len(kinds) > 1:
        raise fault("two_kinds", at=kinds[1], first=kinds[0], second=kinds[1])
    if not kinds:
        near = next((near for written in data if (near := meant(str(written), _PARTS))), "")
        raise fault("no_kind", near=near, known=listed(_PARTS))
    return data


_REPEAT = one_of(
    {"number": Annotated[int, Field(ge=1, le=_MOST_REPEATS)], "word": Literal["until_stopped"]}, _repeat_kind
)
_PART = one_of(_PARTS, _kind, BeforeValidator(_one_kind))

ValidityForm = form_of(Validity, "valid", base=FirstToLast)
MessageForm = form_of(
    Message,
    "message",
    base=_MessageChecks,
    written={
        "repeat": _REPEAT,
        "parts": list_of(_PART, _MOST_PARTS),
    },
)


def message_of(form: Form, message: str, node: Node) -> Message:
    """The message `message` (its id); `node` has the lines on which its texts stand."""
    written = form.written()
    if written.get("repeat") == UNTIL_STOPPED:
        written["repeat"] = 1  # its programme is one time through; the playout airs it again
    parts = tuple(_placed(part, node.at("parts", index)) for index, part in enumerate(written.pop("parts")))
    if any(isinstance(part, Relay) for part in parts):
        written["repeat"] = 1  # what is put through now cannot be said again
    return Message(**written, id=message, parts=parts)


def _placed(part: Part, node: Node) -> Part:
    return replace(part, line=node.at("say").text_line) if isinstance(part, Say) else part
