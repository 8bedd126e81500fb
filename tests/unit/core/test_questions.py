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
    from_texts,
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


@question("/lamps")
class Light(Question[str]):
    """A question as a form of a page sends it."""

    lamp: str
    on: Flag
    places: tuple[str, ...] = ()
    dim: Annotated[float, FieldBounds(ge=0), NUMBER] = 1.0
    times: Annotated[int, FieldBounds(le=9), NUMBER] | None = None
    until: Day | None = None
    where: Place | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    others: tuple[Place, ...] = ()


FORM = {"csrf": ["0f"], "lamp": ["a"], "on": ["true"]}


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({}, Light(lamp="a", on=True)),
        ({"on": ["false"], "lamp": [""]}, Light(lamp="", on=False)),
        ({"places": ["cho", "dinh"]}, Light(lamp="a", on=True, places=("cho", "dinh"))),
        ({"dim": ["0.5"], "times": ["3"]}, Light(lamp="a", on=True, dim=0.5, times=3)),
        ({"dim": [""], "times": [""], "until": [""]}, Light(lamp="a", on=True)),
        ({"until": ["2026-12-01"]}, Light(lamp="a", on=True, until=date(2026, 12, 1))),
        ({"where.ward": ["cho"]}, Light(lamp="a", on=True, where=Place(ward="cho"))),
        ({"pairs": ["a\x1fb", "c\x1f"]}, Light(lamp="a", on=True, pairs=(("a", "b"), ("c", "")))),
        (
            {"others": ["cho", "dinh"]},
            Light(lamp="a", on=True, others=(Place(ward="cho"), Place(ward="dinh"))),
        ),
    ],
    ids=["needed", "words", "several", "numbers", "left empty", "day", "a part", "pairs", "parts"],
)
def test_form_of_a_page_sends_what_json_would(sent: dict[str, list[str]], found: Light) -> None:
    assert TypeAdapter(Light).validate_python(from_texts(Light, FORM | sent)) == found


@pytest.mark.parametrize(
    "sent",
    [
        {"lamp": []},
        {"on": ["on"]},
        {"on": ["1"]},
        {"dim": ["-1"]},
        {"dim": ["much"]},
        {"times": ["10"]},
        {"times": ["1.5"]},
        {"until": ["1764547200"]},
        {"where": ["here"]},
        {"where.height": ["2"]},
        {"pairs": ["a"]},
        {"pairs": ["a\x1fb\x1fc"]},
    ],
    ids=str,
)
def test_form_of_a_page_is_held_to_the_bounds_of_the_fields(sent: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Light).validate_python(from_texts(Light, FORM | sent))
