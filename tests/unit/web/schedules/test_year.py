"""The page of the year tells why people rest, and understands what is typed."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.model.schedule import NamedDay, Swap, WardCalendar
from broadcaster.web.schedules.year import day_typed_in, swap_typed_in, year_of

TODAY = date(2026, 11, 27)


def test_a_year_has_its_holidays_with_their_basis_and_the_days_of_the_ward() -> None:
    own = NamedDay(id="hoi", title="Hội làng", lunar=("01-12",), off=False, basis="Quyết định của phường")
    swap = Swap(off=date(2026, 1, 2), work=date(2026, 1, 10), basis="Thông báo của Bộ Nội vụ")
    with speaking(Language.VI):
        shown = {one.day: one for one in year_of(WardCalendar(days=(own,), swaps=(swap,)), 2026)}
    tet = shown[date(2026, 2, 17)]
    assert (tet.title, tet.kind, tet.lunar) == ("Tết Âm lịch", "off", "1/1 âm lịch")
    assert "Điều 112" in tet.basis
    assert (shown[date(2026, 1, 2)].kind, shown[date(2026, 1, 2)].basis) == ("swapped", swap.basis)
    assert shown[date(2026, 1, 10)].kind == "work"
    assert (shown[date(2026, 2, 28)].title, shown[date(2026, 2, 28)].kind) == ("Hội làng", "named")
    made_good = [one for one in shown.values() if one.kind == "compensated"]
    assert made_good
    assert all("Điều 111" in one.basis for one in made_good)


@pytest.mark.parametrize("year", [1899, 2101])
def test_a_year_beyond_the_lunar_calendar_is_empty(year: int) -> None:
    assert year_of(WardCalendar(), year) == []


@pytest.mark.parametrize(
    ("way", "when", "found"),
    [
        ("yearly", "18/11", {"yearly": ("11-18",)}),
        ("lunar", "12/1, 15/6 nhuận", {"lunar": ("01-12", "06-15+")}),
        ("dates", "3/2/2027 5/2/2027", {"dates": frozenset({date(2027, 2, 3), date(2027, 2, 5)})}),
    ],
)
def test_a_day_is_understood_as_it_is_typed(way: str, when: str, found: dict[str, object]) -> None:
    given = {"title": " Hội làng ", "way": way, "when": when, "basis": "", "off": "true"}
    day, faults = day_typed_in(given, WardCalendar(), TODAY)
    assert faults == {}
    assert day == NamedDay(id="hoi-lang", title="Hội làng", **found)  # type: ignore[arg-type]


def test_the_name_of_a_holiday_is_not_taken_again() -> None:
    day, _ = day_typed_in({"title": "Tết", "way": "yearly", "when": "1/3"}, WardCalendar(), TODAY)
    assert day is not None
    assert day.id == "tet-2"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"title": "", "way": "yearly", "when": "2/9"}, ["title"]),
        ({"title": "x" * 301, "way": "yearly", "when": "2/9"}, ["title"]),
        ({"title": "A", "way": "yearly", "when": ""}, ["when"]),
        ({"title": "A", "way": "lunar", "when": "31/1"}, ["when"]),
        ({"title": "A", "way": "dates", "when": "30/2/2027"}, ["when"]),
    ],
)
def test_what_is_wrong_is_told_at_its_field(given: dict[str, str], wrong: list[str]) -> None:
    day, faults = day_typed_in(given, WardCalendar(), TODAY)
    assert day is None
    assert list(faults) == wrong


def test_a_swap_needs_the_day_off_only() -> None:
    swap, _ = swap_typed_in({"swap_off": "2/1/2027"}, TODAY)
    assert swap == Swap(off=date(2027, 1, 2))
    assert list(swap_typed_in({"swap_work": "x"}, TODAY)[1]) == ["swap_work", "swap_off"]
