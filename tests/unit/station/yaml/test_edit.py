"""Edits of one entry: the result loads as expected and every other byte stays."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.station.yaml.writing import with_entry, without_entry

BLOCK = """\
# đầu tệp
title: Bản tin  # tên
parts:
  - say: |
      Xin chào.
lexicon:
  # trong từ điển
  Zalo: da lô   # ghi chú
  "a: b": a bê
# cuối tệp
voice: default
"""
FLOW = "title: x\nlexicon: {Zalo: da lô, OTP: ô tê pê}\nparts: [say: chào]\n"


def data(text: str) -> object:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only, nothing is constructed


def lines_of(text: str) -> set[str]:
    return set(text.splitlines())


def test_a_new_entry_in_a_block_stands_last_with_its_indentation() -> None:
    edited = with_entry(BLOCK, ("lexicon",), "OTP", "ô tê pê")

    assert edited == BLOCK.replace('  "a: b": a bê\n', '  "a: b": a bê\n  OTP: ô tê pê\n')


def test_a_known_entry_keeps_its_place_and_its_comment() -> None:
    edited = with_entry(BLOCK, ("lexicon",), "Zalo", "gia lô")

    assert edited == BLOCK.replace("Zalo: da lô   # ghi chú", "Zalo: gia lô   # ghi chú")


def test_an_entry_in_a_flow_is_set_inside_its_braces() -> None:
    assert "{Zalo: da lô, OTP: ô tê pê, QR: quy rờ}" in with_entry(FLOW, ("lexicon",), "QR", "quy rờ")


@pytest.mark.parametrize(
    ("key", "left"), [("Zalo", "lexicon: {OTP: ô tê pê}"), ("OTP", "lexicon: {Zalo: da lô}")]
)
def test_an_entry_of_a_flow_goes_with_its_comma(key: str, left: str) -> None:
    assert left in without_entry(FLOW, ("lexicon",), key)


def test_a_mapping_that_is_missing_is_made_at_the_end() -> None:
    edited = with_entry("title: x\nparts: [say: chào]", ("lexicon",), "QR", "quy rờ")

    assert edited == "title: x\nparts: [say: chào]\nlexicon:\n  QR: quy rờ\n"


def test_the_last_entry_takes_its_mapping_with_it() -> None:
    text = "title: x\nlexicon:\n  QR: quy rờ\nvoice: default\n"

    assert without_entry(text, ("lexicon",), "QR") == "title: x\nvoice: default\n"


def test_a_file_of_comments_gets_its_first_entry() -> None:
    assert with_entry("# chưa có gì", (), "QR", "quy rờ") == "# chưa có gì\nQR: quy rờ\n"


def test_a_block_text_is_replaced_whole() -> None:
    text = "A: |\n  một\n  hai\nB: ba\n"

    assert data(with_entry(text, (), "A", "bốn")) == {"A": "bốn", "B": "ba"}


# What a file of a station may hold: YAML has no U+FFFE and U+FFFF, and the station refuses them.
TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"
    ),
    min_size=1,
    max_size=12,
).filter(lambda t: t == t.strip() and t)
MAPPING = st.dictionaries(TEXT, TEXT, min_size=1, max_size=5)


def written(mapping: dict[str, str], flow: bool) -> str:
    quoted = {
        json.dumps(k, ensure_ascii=False): json.dumps(v, ensure_ascii=False) for k, v in mapping.items()
    }
    if flow:
        return "lexicon: {" + ", ".join(f"{k}: {v}" for k, v in quoted.items()) + "}\ntitle: x\n"
    return "lexicon:\n" + "".join(f"  {k}: {v}  # {v}\n" for k, v in quoted.items()) + "title: x\n"


@settings(deadline=None)  # how long it takes is the machine's affair
@given(mapping=MAPPING, key=TEXT, value=TEXT, flow=st.booleans())
def test_an_entry_set_is_the_only_change(mapping: dict[str, str], key: str, value: str, flow: bool) -> None:
    edited = with_entry(written(mapping, flow), ("lexicon",), key, value)

    assert data(edited) == {"lexicon": {**mapping, key: value}, "title": "x"}


@settings(deadline=None)  # how long it takes is the machine's affair
@given(mapping=MAPPING, flow=st.booleans(), choice=st.data())
def test_an_entry_removed_is_the_only_change(
    mapping: dict[str, str], flow: bool, choice: st.DataObject
) -> None:
    key = choice.draw(st.sampled_from(sorted(mapping)))
    rest = {k: v for k, v in mapping.items() if k != key}

    edited = without_entry(written(mapping, flow), ("lexicon",), key)

    assert data(edited) == ({"lexicon": rest, "title": "x"} if rest else {"title": "x"})
