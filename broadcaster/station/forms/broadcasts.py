"""The forms of the files under messages/ and schedules/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.fields import form_of, list_of, one_of
from broadcaster.station.forms.form import Different, Form, fault
from broadcaster.station.forms.texts import Id, shape
from broadcaster.station.forms.times import (
    DayOfMonth,
    DayPeriod,
    FirstToLast,
    LunarDay,
    Nth,
    Start,
    Weekday,
    YearDay,
    duration,
    spelt,
)
from broadcaster.station.forms.vietnamese import meant
from broadcaster.station.model.message import Message, Part, Pause, Play, Priority, Relay, Say, Validity
from broadcaster.station.model.names import listed, nearest
from broadcaster.station.model.schedule import (
    MOST_MESSAGES,
    Exceptions,
    MonthWeekday,
    Schedule,
    WrittenSchedule,
)
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
    Message, "message", base=_MessageChecks, written={"repeat": _REPEAT, "parts": list_of(_PART, _MOST_PARTS)}
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


class _ExceptionsChecks(Form):
    def value(self) -> Exceptions:
        """The days of silence."""
        written = self.written()
        return Exceptions(**written | ({"dates": frozenset(written["dates"])} if "dates" in written else {}))


class _ScheduleChecks(Form):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "allOf": [
                {"oneOf": [{"required": ["message"]}, {"required": ["messages"]}]},
                {
                    "oneOf": [
                        {"required": ["at"]},
                        {"required": ["every", "between"]},
                        {"required": ["once"], "propertyNames": {"pattern": "^(?!(?:at|every|between)$)"}},
                    ]
                },
            ]
        }
    )


_MOST_ONCE = 400
STARTS = Annotated[list[Start], Field(min_length=1, max_length=_MOST_ONCE), Different]


def _some(days: list[object]) -> list[object]:
    if not days:
        raise fault("empty_list")
    return days


MONTH_WEEKDAY = form_of(MonthWeekday, "monthly", written={"weekday": Weekday, "nth": Nth})
_MONTHLY = {"word": DayOfMonth, "mapping": MONTH_WEEKDAY}
_LIST: Any = Annotated[list.__class_getitem__(one_of(_MONTHLY, shape)), AfterValidator(_some), Different]
MONTHLY = one_of(
    {"list": _LIST, **_MONTHLY}, lambda data: "<list>" if isinstance(data, list) else shape(data)
)

ScheduleForm = form_of(
    WrittenSchedule,
    "schedule",
    base=_ScheduleChecks,
    written={
        "messages": Annotated[list[Id], Field(min_length=1, max_length=MOST_MESSAGES)],
        "between": DayPeriod,
        "days": Annotated[list[Weekday], Field(min_length=1, max_length=7), Different],
        "lunar": Annotated[list[LunarDay], Field(min_length=1, max_length=400), Different],
        "monthly": MONTHLY,
        "yearly": Annotated[list[YearDay], Field(min_length=1, max_length=366), Different],
        "once": STARTS,
        "valid": ValidityForm,
        "exceptions": form_of(Exceptions, "except", base=_ExceptionsChecks, written={"once": STARTS}),
    },
)


def schedule_of(form: Form, schedule: str) -> Schedule:
    """The schedule `schedule` (its id)."""
    written = form.written()
    messages = (written.pop("message"),) if "message" in written else written["messages"]
    sets: dict[str, object] = {
        name: frozenset(written[name]) for name in ("days", "dates") if name in written
    }
    if "monthly" in written and not isinstance(written["monthly"], tuple):
        sets["monthly"] = (written["monthly"],)  # one day alone needs no list
    return Schedule(**written | sets | {"id": schedule, "messages": messages})


def wrong_choices(node: Node) -> Iterator[tuple[Node, str, dict[str, object]]]:
    """What is wrong with the choice of keys: the place, a catalogue code and its facts."""
    for one, other in (("message", "messages"), ("at", "every")):
        if one in node.keys and other in node.keys:
            yield node.at(other), "station.not_both", {"one": one, "other": other}
        elif one not in node.keys and other not in node.keys and not (one == "at" and "once" in node.keys):
            yield node, "station.one_of", {"one": one, "other": other}
    if "every" in node.keys and "between" not in node.keys:
        yield node.at("every"), "station.needs", {"one": "every", "other": "between"}
    if "nearest" in node.keys and not node.keys.keys() & {"monthly", "yearly"}:
        yield node.at("nearest"), "station.needs", {"one": "nearest", "other": "monthly"}
    if "between" in node.keys and "every" not in node.keys:
        yield node.at("between"), "station.needs", {"one": "between", "other": "every"}
