"""The form of calendar.yaml, and the holidays that are shipped in the same writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from broadcaster.station.forms.broadcasts import ValidityForm
from broadcaster.station.forms.fields import form_of, list_of, mapping_of
from broadcaster.station.forms.form import Different, Form, checked, fault
from broadcaster.station.forms.texts import Name
from broadcaster.station.forms.times import LunarDay, Weekday, YearDay
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.schedule import (
    MOST_DAYS,
    MOST_SUBSCRIBED,
    Fetched,
    NamedDay,
    Subscription,
    Swap,
    WardCalendar,
)
from broadcaster.station.yaml.tree import parse

_SHIPPED = "holidays.yaml"
_MOST_SWAPS = 1000
_WHEN = ("dates", "yearly", "lunar")


class _Unnamed(Form):
    def value(self) -> object:
        """What was written; its name is the key above it."""
        return self.written()


class _CalendarChecks(Form):
    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """A subscribed calendar must not have the name of a day that stands there."""
        subscribed, days = written.get("subscribed"), written.get("days")
        both = [each for each in (subscribed, days) if isinstance(each, dict)]
        for name in sorted(both[0].keys() & both[1].keys()) if len(both) == 2 else ():
            yield fault("subscribed_day", at="subscribed", written=str(name))


class _DayChecks(_Unnamed):
    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [key]} for key in _WHEN]}
    )

    @classmethod
    def crossed(cls, written: Mapping[str, object], /) -> Iterable[PydanticCustomError]:
        """A day must say when it is."""
        if not any(key in written for key in _WHEN):
            yield fault("day_without_date")


def _twice(written: object) -> Iterator[PydanticCustomError]:
    """One day of two swaps would be rest and work at once, or counted twice."""
    seen: set[str] = set()
    for index, swap in enumerate(written if isinstance(written, list) else ()):
        days = [swap[key] for key in ("off", "work") if key in swap] if isinstance(swap, dict) else []
        for day in days:
            if isinstance(day, str) and day.strip() in seen:
                yield fault("swapped_twice", at=index, written=day.strip())
        seen |= {day.strip() for day in days if isinstance(day, str)}
        if len(days) == 2 and days[0] == days[1]:
            yield fault("swapped_twice", at=index, written=str(days[0]))


DayForm = form_of(
    NamedDay,
    "days",
    base=_DayChecks,
    written={
        "yearly": list_of(YearDay, 366, Different),
        "lunar": list_of(LunarDay, MOST_DAYS, Different),
        "valid": ValidityForm,
    },
)
SwapForm = form_of(Swap, "swaps")
SubscriptionForm = form_of(Subscription, "subscribed", base=_Unnamed)
FetchedForm = form_of(Fetched, "fetched")
_DAYS: Any = Annotated[mapping_of(Name, DayForm), Field(max_length=MOST_DAYS)]
CalendarForm = form_of(
    WardCalendar,
    "calendar",
    base=_CalendarChecks,
    written={
        "holidays": _DAYS,
        "days": _DAYS,
        "subscribed": Annotated[mapping_of(Name, SubscriptionForm), Field(max_length=MOST_SUBSCRIBED)],
        "swaps": list_of(SwapForm, _MOST_SWAPS, checked(_twice)),
        "rest": Annotated[list[Weekday], Field(max_length=7), Different],
    },
)


_FETCHED: Any = Annotated[mapping_of(Name, FetchedForm), Field(max_length=MOST_SUBSCRIBED)]


class SubscribedForm(RootModel[_FETCHED]):
    """subscribed.yaml."""


class _ShippedForm(RootModel[_DAYS]):  # made of declarations
    """holidays.yaml."""


def calendar_of(form: Form) -> WardCalendar:
    """The calendar as a value."""
    written = form.written()
    for key in ("holidays", "days"):
        if key in written:
            written[key] = _named(written[key])
    if "subscribed" in written:
        written["subscribed"] = tuple(
            Subscription(**each, id=name) for name, each in written["subscribed"].items()
        )
    if "rest" in written:
        written["rest"] = frozenset(written["rest"])
    return WardCalendar(**written)


def fetched_of(form: SubscribedForm) -> Mapping[str, Fetched]:
    """What was fetched, by the names of the calendars."""
    return {name: Fetched(**_frozen(one.written())) for name, one in form.root.items()}


def with_fetched(calendar: WardCalendar, fetched: Mapping[str, Fetched]) -> WardCalendar:
    """The calendar in which each subscribed one is a day of the ward; without dates until it was fetched."""
    found = []
    for one in calendar.subscribed:
        known = fetched.get(one.id)
        if known is None or known.url != one.url:
            known = Fetched(url=one.url)
        title = one.title or known.title or one.id
        found.append(NamedDay(id=one.id, title=title, dates=known.dates, off=one.off, basis=None))
    return replace(calendar, days=(*calendar.days, *found))


@cache
def shipped_holidays() -> tuple[NamedDay, ...]:
    """The public holidays of the country, as the program brings them."""
    raw = files("broadcaster.station.forms").joinpath(_SHIPPED).read_bytes()
    root, problems = parse(_SHIPPED, raw)
    form, faults = typed(_SHIPPED, root, _ShippedForm) if root else (None, [])
    if form is None or problems or faults:
        raise AssertionError(f"{_SHIPPED}: {[*problems, *faults]}")
    return _named({name: one.written() for name, one in form.root.items()})


def holidays(calendar: WardCalendar) -> tuple[NamedDay, ...]:
    """The shipped holidays, each as the ward has changed it, and what the ward adds."""
    own = {day.id: day for day in calendar.holidays}
    kept = tuple(day for day in shipped_holidays() if day.id not in own)
    return (*kept, *own.values())


def _named(days: Mapping[str, Any]) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(**_frozen(day), id=name) for name, day in days.items())


def _frozen(day: Mapping[str, Any]) -> dict[str, Any]:
    return {**day, "dates": frozenset(day.get("dates", ()))}
