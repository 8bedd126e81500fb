"""The data beside the rules: every entry can be said, none is there twice with two readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from broadcaster.core.text.syllables import speakable
from broadcaster.reading.engine import read
from broadcaster.reading.names.meanings import ABBREVIATIONS
from broadcaster.reading.wordlists import load, words, wordset

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


def test_abbreviations_of_the_two_files_then_are_not_the_same() -> None:
    assert set(load("abbreviations")) & set(load("acronyms")) == set()


def test_abbreviation_of_two_letters_when_nothing_beside_it_tells_its_meaning_then_is_flagged() -> None:
    several = [key for key, options in ABBREVIATIONS.items() if len(options) > 1 and options[-1].requires]
    assert len(several) > 30
    silent = [key for key in several if not read(f"Nhờ {key} nhé.").flagged]
    assert silent == []


def test_abbreviation_of_several_meanings_then_hardly_one_has_a_meaning_that_needs_no_neighbour() -> None:
    """A last meaning without a requirement is said without a doubt: only where it is nearly always meant."""
    several = {key: options for key, options in ABBREVIATIONS.items() if len({o.say for o in options}) > 1}
    sure = {key for key, options in several.items() if not (options[-1].requires or options[-1].doubt)}
    assert sure <= USUAL
    assert {len(key) for key in sure} <= {2, 3, 4}


# What these stand for without a neighbour; each other meaning is told by its words.
USUAL = wordset("CQĐT NNMT HCN BTV BCH BKS ĐTN HNCT CTXH BCT TTĐT HKD TMĐT CPĐT HGĐ TP TBC WHO ĐTTM BBT TPL")
