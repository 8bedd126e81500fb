"""A schedule as a sentence, in both languages."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.model.message import Validity
from broadcaster.station.model.schedule import (
    LAST,
    Exceptions,
    MonthDay,
    MonthWeekday,
    Nearest,
    Once,
    Schedule,
)
from broadcaster.timetable.days.sentence import sentence

TWICE = (time(6, 30), time(17))


@pytest.mark.parametrize(
    ("rule", "vietnamese", "english"),
    [
        ({}, "Hằng ngày, 6 giờ 30 và 17 giờ.", "Every day, at 6:30 and 17:00."),
        (
            {"days": frozenset(range(5)), "valid": Validity(first=date(2021, 2, 3), until=date(2021, 2, 28))},
            "Thứ Hai đến thứ Sáu, 6 giờ 30 và 17 giờ, từ 3/2/2021 đến 28/2/2021.",
            "Monday to Friday, at 6:30 and 17:00, from 3/2/2021 to 28/2/2021.",
        ),
        (
            {"days": frozenset({0, 2, 4, 5, 6}), "exceptions": Exceptions(holidays=True)},
            "Thứ Hai, thứ Tư và thứ Sáu đến Chủ nhật, 6 giờ 30 và 17 giờ, nghỉ ngày lễ, Tết.",
            "Monday, Wednesday and Friday to Sunday, at 6:30 and 17:00, not on public holidays.",
        ),
        (
            {"lunar": ("01", "15", "12-30", "01-10"), "at": (time(5, 0, 30),), "paused": True},
            (
                "Đang tạm ngừng: mùng 1 hằng tháng âm lịch, rằm hằng tháng âm lịch, Giao thừa và "
                "mùng 10 tháng Giêng âm lịch, 5 giờ 0 phút 30 giây."
            ),
            (
                "Paused: day 1 of each lunar month, the full moon of each lunar month, "
                "on the eve of the lunar new year and day 10 of lunar month 1, at 5:0:30."
            ),
        ),
        (
            {
                "at": (),
                "every": 1800.0,
                "between": (time(7), time(10)),
                "valid": Validity(until=date(2021, 3, 1)),
            },
            "Hằng ngày, cứ 30 phút một lần từ 7 giờ đến 10 giờ, đến hết 1/3/2021.",
            "Every day, at every 30 minutes from 7:00 to 10:00, until 1/3/2021.",
        ),
        (
            {"at": (), "once": (Once(date(2026, 11, 27), time(17, 30)),)},
            "17 giờ 30 ngày 27/11/2026.",
            "17:30 on 27/11/2026.",
        ),
        (
            {
                "dates": frozenset(date(2026, 11, day) for day in range(1, 9)),
                "once": (Once(date(2026, 11, 27), time(17, 30)),),
                "exceptions": Exceptions(
                    dates=frozenset({date(2026, 11, 2)}), once=(Once(date(2026, 11, 3), time(17)),)
                ),
            },
            (
                "8 ngày từ 1/11/2026 đến 8/11/2026, 6 giờ 30 và 17 giờ, thêm 17 giờ 30 ngày 27/11/2026, "
                "trừ ngày 2/11/2026, bỏ buổi 17 giờ ngày 3/11/2026."
            ),
            (
                "On 8 days from 1/11/2026 to 8/11/2026, at 6:30 and 17:00, and 17:30 on 27/11/2026, "
                "not on 2/11/2026, without 17:00 on 3/11/2026."
            ),
        ),
    ],
    ids=["daily", "working days", "runs", "lunar", "every", "once", "dates"],
)
def test_a_schedule_is_said_as_people_say_it(rule: dict[str, Any], vietnamese: str, english: str) -> None:
    schedule = Schedule(**({"id": "a", "messages": ("m",), "at": TWICE} | rule))
    with speaking(Language.VI):
        assert sentence(schedule) == vietnamese
    with speaking(Language.EN):
        assert sentence(schedule) == english


MONTHLY = (MonthDay(1), MonthDay(LAST), MonthWeekday(weekday=0, nth=1), MonthWeekday(weekday=4, nth=LAST))


def said(language: Language, **rule: Any) -> str:
    with speaking(language):
        return sentence(Schedule(id="s", messages=("m",), at=(time(6),), **rule))


@pytest.mark.parametrize(
    ("rule", "vietnamese", "english"),
    [
        ({"monthly": MONTHLY[:1]}, "Ngày 1 hằng tháng, 6 giờ.", "Day 1 of each month, at 6:00."),
        ({"monthly": MONTHLY[1:2]}, "Ngày cuối mỗi tháng, 6 giờ.", "The last day of each month, at 6:00."),
        (
            {"monthly": MONTHLY[2:3]},
            "Thứ Hai đầu tiên trong tháng, 6 giờ.",
            "The first Monday of each month, at 6:00.",
        ),
        (
            {"monthly": MONTHLY[3:]},
            "Thứ Sáu cuối cùng trong tháng, 6 giờ.",
            "The last Friday of each month, at 6:00.",
        ),
        ({"yearly": ("09-02",)}, "Ngày 2/9 hằng năm, 6 giờ.", "2/9 of each year, at 6:00."),
        (
            {"yearly": ("09-02", "12-30"), "nearest": Nearest.WORKDAY},
            "Ngày 2/9 hằng năm và ngày 30/12 hằng năm (hoặc ngày làm việc gần nhất), 6 giờ.",
            "2/9 of each year and 30/12 of each year (or the nearest workday), at 6:00.",
        ),
    ],
    ids=["day", "end", "first Monday", "last Friday", "year", "workday"],
)
def test_days_of_months_and_years_are_said_as_people_say_them(
    rule: dict[str, Any], vietnamese: str, english: str
) -> None:
    assert (said(Language.VI, **rule), said(Language.EN, **rule)) == (vietnamese, english)


def test_lunar_day_that_half_of_the_months_have_is_said_in_words() -> None:
    with speaking(Language.VI):
        said = sentence(Schedule(id="a", messages=("m",), lunar=("30",), at=TWICE))
    assert said.startswith("Ngày 30 (tháng chỉ có 29 ngày thì không phát)")
