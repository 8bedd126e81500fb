"""What is wrong in a form is told at the field that it belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.yaml.problems import BadStation, Problem
from broadcaster.web.messages.fields import placed

TODAY = date(2027, 1, 2)
FILE = "messages/hop.yaml"
TEXT = """\
# ghi chú
title: Họp
repeat: nhiều
valid: {from: 2027-02-30, until: 2027-03-01}
parts:
  - say: |
      Mời bà con.
      Họp.
  - pause: lâu
  - play: recordings/x.ogg
    language: tiếng Mông
lexicon:
  A: "?"
"""


@pytest.mark.parametrize(
    ("line", "column", "name"),
    [
        (2, 8, "title"),
        (3, 9, "set-repeat"),
        (4, 15, "set-valid.from"),
        (4, 34, "set-valid.until"),
        (8, 7, "part-0"),
        (9, 12, "part-1"),
        (10, 11, "part-2"),
        (11, 15, "part-2-language"),
    ],
)
def test_a_fault_stands_at_its_field(line: int, column: int, name: str) -> None:
    problem = Problem(file=FILE, line=line, column=column, code="station.empty_reading")
    found = placed(TEXT, FILE, BadStation((problem,)), TODAY)
    assert list(found.at) == [name]
    assert found.rest == ""


def test_a_day_that_cannot_be_read_is_told_as_the_field_shows_days() -> None:
    problem = Problem(file=FILE, line=4, column=15, code="station.no_such_date")
    with speaking(Language.VI):
        found = placed(TEXT.replace("2027-02-30", "30/2/2027"), FILE, BadStation((problem,)), TODAY)
    assert found.at == {"set-valid.from": "Không có ngày 30/2. Có phải 28/2?"}


@pytest.mark.parametrize(("file", "line"), [(FILE, 1), (FILE, 13), ("schedules/sang.yaml", 3)])
def test_what_belongs_to_no_field_is_told_above(file: str, line: int) -> None:
    problem = Problem(file=file, line=line, column=1, code="station.empty_reading")
    found = placed(TEXT, FILE, BadStation((problem,)), TODAY)
    assert found.at == {}
    assert found.rest.startswith("schedules/sang.yaml: ") is (file != FILE)


def test_a_file_that_is_no_yaml_is_told_above() -> None:
    problem = Problem(file=FILE, line=1, column=1, code="station.empty_reading")
    assert placed("a: [", FILE, BadStation((problem,)), TODAY).at == {}
