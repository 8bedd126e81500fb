"""A question says where it is asked and what is sent; pydantic takes just what it describes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import pytest
from pydantic import TypeAdapter, ValidationError

from broadcaster.core.questions import (
    NUMBER,
    Day,
    FieldBounds,
    Flag,
    Question,
    QuestionPart,
    Shown,
    address,
    answer_of,
    body,
    question,
)

A = TypeVar("A")


@question()
class Place(QuestionPart):
    """Part of a question."""

    ward: str


@question("/bells/{bell}")
class Ring(Question[A], Generic[A]):
    """A base with an answer that is said later."""

    bell: str
    times: Annotated[int, FieldBounds(ge=1, le=9), NUMBER] = 1
    on: Day | None = None
    loud: Flag = False
    where: Place | None = None
    seconds: Annotated[float, Shown(maximum=60), NUMBER] = 1.0


@question("/bells/{bell}")
class RingTwice(Ring[str]):
    """Answered with a text."""


@question("/bells/{bell}", method="GET")
class Look(Question[int]):
    """Asked by its path and what stands behind it."""

    bell: str
    wait: float = 0.0


def test_fields_of_the_path_are_no_part_of_the_body() -> None:
    asked = RingTwice(bell="a/b ?", times=2, on=date(2026, 12, 1), where=Place(ward="Tân Phong"))
    assert address(asked) == "/bells/a%2Fb%20%3F"
    assert body(asked) == {"times": 2, "on": "2026-12-01", "where": {"ward": "Tân Phong"}}


def test_what_is_looked_at_has_no_body() -> None:
    assert (address(Look(bell="x", wait=2.5)), body(Look(bell="x"))) == ("/bells/x?wait=2.5", None)
    assert address(Look(bell="x")) == "/bells/x"


def test_answer_is_that_of_the_nearest_class_that_says_it() -> None:
    assert (answer_of(RingTwice), answer_of(Look)) == (str, int)


@pytest.mark.parametrize(
    "wrong",
    [
        {"times": 0},
        {"times": 10},
        {"times": "5"},
        {"times": True},
        {"loud": 1},
        {"loud": "yes"},
        {"on": 1},
        {"on": "1638316800"},
        {"on": "2026-12-01T07:00:00"},
        {"where": {"ward": "a", "who": "b"}},
        {"who": "An"},
    ],
    ids=str,
)
def test_another_kind_of_value_is_refused(wrong: dict[str, Any]) -> None:
    known: TypeAdapter[RingTwice] = TypeAdapter(RingTwice)
    assert known.validate_python({"bell": "x", "on": "2026-12-01"}) == RingTwice(
        bell="x", on=date(2026, 12, 1)
    )
    with pytest.raises(ValidationError):
        known.validate_python({"bell": "x", **wrong})


def test_marks_are_told_to_whoever_reads_the_schema() -> None:
    shown = TypeAdapter(RingTwice).json_schema()["properties"]
    assert (shown["times"]["minimum"], shown["times"]["maximum"], shown["seconds"]["maximum"]) == (1, 9, 60)
