"""calendar.yaml is changed where a change says so, and nowhere else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import StationError
from broadcaster.core.text.forms import nfc
from broadcaster.station.editing.calendar import (
    calendar_in,
    free_name,
    with_day,
    with_swap,
    without_day,
    without_swap,
)
from broadcaster.station.model.schedule import NamedDay, Swap, WardCalendar
from tests.counts import counted

TEXT = """\
# Lịch năm của phường, anh Tài ghi
days:
  hoi-lang: {title: Hội làng, lunar: ["01-12"], off: false}   # đình làng

  # mỗi năm một lần
  giong-trom:
    title: Giỗ tổ nghề
    yearly: ["11-18"]
swaps:
  - off: 2026-01-02   # theo thông báo
    work: 2026-01-10
compensate: true
"""
DAY = NamedDay(id="moi", title="Ngày mới", yearly=("09-02",), off=False, basis="Quyết định 12/QĐ-UBND")


def read(text: str) -> WardCalendar:
    calendar, problems = calendar_in(text)
    assert problems == []
    assert calendar is not None
    return calendar


def test_a_day_is_added_behind_the_others_and_every_other_line_stays() -> None:
    text = with_day(TEXT, DAY)
    assert [line for line in TEXT.splitlines() if line not in text.splitlines()] == []
    assert [day.id for day in read(text).days] == ["hoi-lang", "giong-trom", "moi"]
    assert read(text).days[-1] == DAY
    assert read(without_day(text, "moi")) == read(TEXT)


def test_removing_takes_its_own_comment_and_no_other_one() -> None:
    text = without_day(TEXT, "giong-trom")
    assert "đình làng" in text
    assert "theo thông báo" in text
    assert "giong-trom" not in text
    assert "days:" not in without_day(text, "hoi-lang")


def test_swaps_are_added_and_removed_by_their_day() -> None:
    swap = Swap(off=date(2027, 5, 3), work=date(2027, 5, 8), basis="Thông báo")
    text = with_swap(TEXT, swap)
    assert read(text).swaps[-1] == swap
    assert "# theo thông báo" in text
    assert read(without_swap(text, date(2027, 5, 3))) == read(TEXT)
    assert read(without_swap(TEXT, date(2026, 1, 2))).swaps == ()


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(StationError):
        without_day(TEXT, "gone")
    with pytest.raises(StationError):
        without_swap("", date(2026, 1, 2))


def test_a_name_is_made_of_the_title_and_is_free() -> None:
    assert free_name("Ngày hội Đại đoàn kết", ()) == "ngay-hoi-dai-doan-ket"
    assert free_name("Tết", ("tet", "tet-2")) == "tet-3"
    assert free_name("!!", ()) == "ngay"


def test_a_file_with_errors_is_told() -> None:
    calendar, problems = calendar_in("days: {a: {title: A}}\n")
    assert calendar is None
    assert len(problems) == 1


TITLES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20).map(
    nfc
)


@settings(max_examples=counted(400, least=40), deadline=None)
@given(
    titles=st.lists(TITLES, min_size=1, max_size=4),
    start=st.sampled_from(["", TEXT, "# nothing\n", "rest: [sun]\n"]),
    off=st.booleans(),
)
def test_days_of_any_title_are_written_and_read_back(titles: list[str], start: str, off: bool) -> None:
    text, made = start, []
    for title in titles:
        name = free_name(title, [day.id for day in read(text).days])
        made.append(NamedDay(id=name, title=title, lunar=("06-15+",), off=off))
        text = with_day(text, made[-1])
    assert list(read(text).days)[-len(made) :] == made
    for day in made:
        text = without_day(text, day.id)
    assert read(text) == read(start)
