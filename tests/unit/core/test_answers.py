"""Answers of the API go through JSON and come back as the same values."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

import pytest

from broadcaster.core.answers import answer, plain, read

AT = datetime.fromisoformat("2026-11-26T06:30:00+07:00")


@answer
class Inner:
    at: datetime | None
    level: float


@answer
class Outer:
    name: str
    kind: Literal["a", "b"]
    inner: Inner | None
    parts: tuple[Inner, ...]
    facts: dict[str, Any]
    count: int = 3


FULL = Outer(
    name="Loa", kind="a", inner=Inner(at=AT, level=1.5), parts=(Inner(at=None, level=0.0),), facts={"n": 1}
)


def test_value_comes_back_from_json_as_it_was() -> None:
    assert read(Outer, json.loads(json.dumps(plain(FULL)))) == FULL
    assert plain(FULL)["inner"]["at"] == "2026-11-26T06:30:00+07:00"


def test_keys_and_words_of_a_later_version_are_no_error() -> None:
    content = plain(FULL) | {"colour": "blue", "kind": "c"}
    del content["count"]
    assert plain(read(Outer, content))["kind"] == "c"
    assert read(Outer, content).count == 3
    assert read(Inner, {"at": None, "level": 2}).level == 2.0


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"name": None},
        {"kind": 1},
        {"count": True},
        {"count": 1.5},
        {"parts": {}},
        {"parts": [1]},
        {"inner": []},
        {"inner": {"level": 1}},
        {"inner": {"at": "noon", "level": 1}},
        {"facts": []},
    ],
    ids=str,
)
def test_content_of_another_kind_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(Outer, plain(FULL) | change)


def test_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        FULL.name = "Khác"  # type: ignore[misc]
