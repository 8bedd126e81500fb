"""What days are called, in the language of whoever looks."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.forms.calendar import shipped_holidays
from broadcaster.station.model.schedule import NamedDay, WardCalendar
from broadcaster.timetable.days.vietnam import VietnamCalendar, day_titles, titled


@pytest.mark.parametrize("day", shipped_holidays(), ids=lambda day: day.id)
def test_every_holiday_has_its_own_name_in_both_languages(day: NamedDay) -> None:
    with speaking(Language.VI):
        assert titled(day.title) == day.title
    with speaking(Language.EN):
        assert titled(day.title) != day.title


def test_in_english_a_day_and_the_one_that_makes_it_good_have_english_names() -> None:
    calendar = VietnamCalendar()
    with speaking(Language.EN):
        assert day_titles(calendar, date(2026, 9, 2)) == ["National Day"]
        # 24/11/2029 is a Saturday: Monday the 26th makes it good.
        assert "Vietnam Culture Day" in day_titles(calendar, date(2029, 11, 26))[0]


def test_what_the_ward_wrote_itself_stays_as_it_is() -> None:
    own = NamedDay(id="hoi-lang", title="Hội làng", yearly=("03-05",))
    with speaking(Language.EN):
        assert day_titles(VietnamCalendar(WardCalendar(days=(own,))), date(2026, 3, 5)) == ["Hội làng"]
