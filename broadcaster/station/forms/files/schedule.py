"""The form of a file under schedules/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, ConfigDict, Field

from broadcaster.station.forms.files.message import ValidityForm
from broadcaster.station.forms.grammar.declared import form_of, one_of
from broadcaster.station.forms.grammar.form import Different, Form, fault
from broadcaster.station.forms.grammar.texts import Id, shape
from broadcaster.station.forms.grammar.times import (
    DayOfMonth,
    DayPeriod,
    LunarDay,
    Nth,
    Start,
    Weekday,
    YearDay,
)
from broadcaster.station.model.broadcasts.schedule import (
    MOST_MESSAGES,
    Exceptions,
    MonthWeekday,
    Schedule,
    WrittenSchedule,
)
from broadcaster.station.yaml.tree import Node


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
