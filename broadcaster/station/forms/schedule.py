"""The form of a file under schedules/."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from broadcaster.station.forms.form import Different, Form, key
from broadcaster.station.forms.message import ValidityForm
from broadcaster.station.forms.texts import Id, Name, Switch
from broadcaster.station.forms.times import HOUR, Clock, Day, DayPeriod, LunarDay, Weekday, lasting
from broadcaster.station.model import Exceptions, Schedule
from broadcaster.station.yaml.tree import Node

_MOST_STARTS = 288  # one in five minutes, the whole day
_MOST_DATES = 1000
_MOST_MESSAGES = 100

Every = Annotated[float, lasting(10, 24 * HOUR, "30m")]
Late = Annotated[float, lasting(0, 24 * HOUR, "10m")]
Dates = Annotated[list[Day], Field(min_length=1, max_length=_MOST_DATES), Different]


class ExceptionsForm(Form):
    """`except:` of a schedule."""

    holidays: Switch = key("keys.except.holidays")
    dates: Dates = key("keys.except.dates")

    def value(self) -> Exceptions:
        """The days of silence."""
        written = self.written()
        return Exceptions(**written | ({"dates": frozenset(self.dates)} if "dates" in written else {}))


class ScheduleForm(Form):
    """The rule that says when messages air."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "allOf": [
                {"oneOf": [{"required": ["message"]}, {"required": ["messages"]}]},
                {"oneOf": [{"required": ["at"]}, {"required": ["every", "between"]}]},
            ]
        }
    )
    message: Id = key("keys.schedule.message")
    messages: Annotated[list[Id], Field(min_length=1, max_length=_MOST_MESSAGES)] = key(
        "keys.schedule.messages"
    )
    at: Annotated[list[Clock], Field(min_length=1, max_length=_MOST_STARTS), Different] = key(
        "keys.schedule.at"
    )
    every: Every = key("keys.schedule.every")
    between: DayPeriod = key("keys.schedule.between")
    days: Annotated[list[Weekday], Field(min_length=1, max_length=7), Different] = key("keys.schedule.days")
    dates: Dates = key("keys.schedule.dates")
    lunar: Annotated[list[LunarDay], Field(min_length=1, max_length=400), Different] = key(
        "keys.schedule.lunar"
    )
    valid: ValidityForm = key("keys.valid")
    exceptions: ExceptionsForm = key("keys.schedule.except", alias="except")
    catch_up: Late = key("keys.schedule.catch_up")
    wait: Late = key("keys.schedule.wait")
    zones: Annotated[list[Name], Field(min_length=1), Different] = key("keys.schedule.zones")


def schedule_of(form: ScheduleForm, schedule: str) -> Schedule:
    """The schedule `schedule` (its id)."""
    written = form.written()
    messages = (written.pop("message"),) if "message" in written else written["messages"]
    sets = {name: frozenset(written[name]) for name in ("days", "dates") if name in written}
    return Schedule(**written | sets | {"id": schedule, "messages": messages})


def wrong_choices(node: Node) -> Iterator[tuple[Node, str, dict[str, object]]]:
    """What is wrong with the choice of keys: the place, a catalogue code and its facts."""
    for one, other in (("message", "messages"), ("at", "every")):
        if one in node.keys and other in node.keys:
            yield node.at(other), "station.not_both", {"one": one, "other": other}
        elif one not in node.keys and other not in node.keys:
            yield node, "station.one_of", {"one": one, "other": other}
    if "every" in node.keys and "between" not in node.keys:
        yield node.at("every"), "station.needs", {"one": "every", "other": "between"}
    if "between" in node.keys and "every" not in node.keys:
        yield node.at("between"), "station.needs", {"one": "between", "other": "every"}
