"""Families of notation: every form that people type is said alike among all neighbours it stands with."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml

from broadcaster.reading.engine import read

FAMILIES: dict[str, Any] = yaml.load(  # every value stays text
    (Path(__file__).parent / "families.yaml").read_text("utf-8"),
    Loader=yaml.BaseLoader,  # noqa: S506 - it makes text only
)
JOINTS = ("-", " - ", "- ", " -", "–", " – ")


def said(text: str) -> str:
    spoken = " ".join(sentence.spoken for sentence in read(text).sentences)
    return " ".join(spoken.replace(",", "").replace(".", "").replace(" phút", "").split())


def texts(family: dict[str, list[str]]) -> list[str]:
    return [place.format(form) for form, place in itertools.product(family["forms"], family["places"])]


@pytest.mark.parametrize("words", FAMILIES["said"])
def test_forms_of_a_family_when_read_among_its_neighbours_then_are_said_alike(words: str) -> None:
    found = [(text, said(text)) for text in texts(FAMILIES["said"][words])]
    assert [pair for pair in found if words not in pair[1]] == []


@pytest.mark.parametrize("words", FAMILIES["said"])
def test_forms_of_a_family_when_read_then_are_not_flagged(words: str) -> None:
    assert [text for text in texts(FAMILIES["said"][words]) if read(text).flagged] == []


@pytest.mark.parametrize(("first", "last", "words"), FAMILIES["ranges"])
def test_ends_of_a_range_when_joined_in_any_way_then_are_said_with_den(
    first: str, last: str, words: str
) -> None:
    found = [f"{lead}{first}{joint}{last}" for lead in ("từ ", "") for joint in (*JOINTS, " đến ")]
    assert [text for text in found if words not in said(text)] == []


@pytest.mark.parametrize(("label", "what", "words"), FAMILIES["labels"])
def test_label_and_what_it_has_when_joined_by_a_hyphen_then_are_no_range(
    label: str, what: str, words: str
) -> None:
    found = [f"{label}{joint}{what}" for joint in (" - ", "- ", " – ")]
    assert [(text, said(text)) for text in found if said(text) != words] == []


def test_slips_when_read_among_any_neighbours_then_are_flagged() -> None:
    assert [text for text in texts(FAMILIES["slips"]) if not read(text).flagged] == []
