"""The data beside the rules: every entry can be said, none is there twice with two readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from broadcaster.core.text.syllables import speakable
from broadcaster.reading.engine import read
from broadcaster.reading.names.meanings import ABBREVIATIONS
from broadcaster.reading.wordlists import load, words

TABLES = {
    "units": ("units", "words", "money", "scales"),
    "codes": ("kinds", "bodies", "fields"),
    "foreign": ("science", "words"),
    "places": ("prefixes", "names"),
    "web": ("labels",),
}


def entries() -> Iterator[tuple[str, str]]:
    for name, parts in TABLES.items():
        for part in parts:
            yield from load(name)[part].items()
    yield from load("titles").items()
    yield from ((key, option.say) for key, options in ABBREVIATIONS.items() for option in options)


def test_every_reading_of_the_data_then_consists_of_syllables() -> None:
    wrong = [
        (k, said) for k, said in entries() if not all(speakable(w) for w in said.replace(",", "").split())
    ]
    assert wrong == []


def test_every_phrase_for_addresses_then_consists_of_syllables() -> None:
    phrases = words(load("web")["pieces"])
    assert [p for p in phrases if not all(speakable(word) for word in p.split())] == []


@pytest.mark.parametrize(
    "name",
    [
        "abbreviations",
        "acronyms",
        "chemistry",
        "codes",
        "foreign",
        "places",
        "senses",
        "titles",
        "units",
        "web",
        "years",
    ],
)
def test_data_file_then_names_no_key_twice(name: str) -> None:
    text = files("broadcaster.reading").joinpath("data", f"{name}.yaml").read_text("utf-8")
    for section in re.split(r"^\w+:\s*$", text, flags=re.MULTILINE):
        keys = re.findall(r"^ {0,2}([^\s#-][^:]*):", section, flags=re.MULTILINE)
        assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_abbreviations_of_the_files_then_are_not_the_same() -> None:
    files = [set(load("abbreviations")), set(load("acronyms")), set(load("senses")["abbreviations"])]
    assert len(set.union(*files)) == sum(map(len, files))


def test_form_of_several_meanings_when_nothing_tells_its_meaning_then_is_flagged() -> None:
    several = [
        key
        for key, options in ABBREVIATIONS.items()
        if len(options) > 1 and not any(o.usual for o in options)
    ]
    assert len(several) > 200
    silent = [key for key in several if not read(f"Nhờ {key} nhé.").flagged]
    assert silent == []


def test_meaning_of_a_form_of_several_then_has_something_that_proves_it_or_is_the_usual_one() -> None:
    """What nothing can prove would never be said without a flag."""
    bare = {
        (key, option.say)
        for key, options in ABBREVIATIONS.items()
        for option in options
        if not (
            option.usual
            or option.guess
            or option.following
            or option.preceding
            or option.near
            or option.place
        )
    }
    assert bare == set()


def test_senses_then_hardly_one_is_said_without_a_neighbour() -> None:
    usual = {key for key in load("senses")["abbreviations"] if any(o.usual for o in ABBREVIATIONS[key])}
    assert len(usual) < 0.25 * len(load("senses")["abbreviations"])
