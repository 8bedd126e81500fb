"""Edits of structure: what people wrote around them stays."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.errors import StationError
from broadcaster.station.yaml.structure import (
    Path,
    data_of,
    insert_item,
    move_item,
    remove,
    rename_key,
    set_value,
)
from tests.counts import counted


def paths_of(data: Any, path: Path = ()) -> Sequence[Path]:
    """All places of a tree, its root too."""
    found: list[Path] = [path]
    if isinstance(data, dict):
        for key, value in data.items():
            found += paths_of(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found += paths_of(value, (*path, index))
    return found


MESSAGE = """\
# Viết cho bà con
title: Họp dân   # tiêu đề
valid: {from: 2027-01-02, until: 2027-02-28}
parts:
  # lời chào
  - say: |
      Kính thưa bà con.
      Mời họp.

  # nghỉ
  - pause: 2s   # hai giây
  - play: recordings/a.ogg
    language: hmn
# cuối tệp
lexicon:
  UBND: ủy ban
"""


def test_a_value_is_set_and_the_comments_around_it_stay() -> None:
    text = set_value(MESSAGE, ("title",), "Họp thôn")
    assert text == MESSAGE.replace("Họp dân", "Họp thôn")


def test_a_text_of_several_lines_becomes_a_block() -> None:
    text = set_value(MESSAGE, ("parts", 0, "say"), "Một.\nHai.\n")
    assert text == MESSAGE.replace("Kính thưa bà con.\n      Mời họp.", "Một.\n      Hai.")


def test_a_key_that_is_not_there_is_added_behind_the_others() -> None:
    assert set_value(MESSAGE, ("repeat",), "3") == MESSAGE + 'repeat: "3"\n'
    text = set_value(MESSAGE, ("parts", 1, "note"), "x")
    assert "  - pause: 2s   # hai giây\n    note: x\n  - play" in text


def test_a_value_in_a_flow_is_set_in_it() -> None:
    text = set_value(MESSAGE, ("valid", "until"), "2027-03-01")
    assert "valid: {from: " in text
    assert data_of(text)["valid"] == {"from": "2027-01-02", "until": "2027-03-01"}


def test_a_part_is_inserted_before_the_comment_of_the_next_one() -> None:
    text = insert_item(MESSAGE, ("parts",), 1, {"pause": "1s"})
    assert "      Mời họp.\n  - pause: 1s\n\n  # nghỉ\n  - pause: 2s" in text


def test_a_part_is_moved_with_its_comment() -> None:
    text = move_item(MESSAGE, ("parts",), 1, 0)
    assert "parts:\n\n  # nghỉ\n  - pause: 2s   # hai giây\n  # lời chào\n  - say: |" in text
    assert text.endswith("language: hmn\n# cuối tệp\nlexicon:\n  UBND: ủy ban\n")


def test_a_part_is_removed_with_its_comment() -> None:
    text = remove(MESSAGE, ("parts", 1))
    assert "# nghỉ" not in text
    assert "# lời chào" in text
    assert "# cuối tệp" in text


def test_the_last_part_that_is_removed_leaves_an_empty_list() -> None:
    text = MESSAGE
    for _ in range(3):
        text = remove(text, ("parts", 0))
    assert data_of(text)["parts"] == []


@pytest.mark.parametrize("path", [("x", "y"), ("parts", 9), ("title", "a")], ids=range(3))
def test_a_place_that_is_not_there_is_refused(path: tuple[str | int, ...]) -> None:
    with pytest.raises(StationError):
        set_value(MESSAGE, path, "1")


WORDS = st.text(st.sampled_from("aăđ1 :#-\"'{}[]|\n,%@&*!?.ờ"), max_size=12)
VALUES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "say", "pause"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=counted(120, least=30), deadline=None)
@given(st.data())
def test_any_row_of_edits_gives_the_same_data_as_on_the_data_itself(given_data: st.DataObject) -> None:
    text, refused = MESSAGE, list[str]()
    for _ in range(given_data.draw(st.integers(1, 5))):
        data = data_of(text)
        if not isinstance(data, dict):
            return
        path = given_data.draw(st.sampled_from([each for each in paths_of(data) if each]))
        expected = copy.deepcopy(data)
        parent: Any = expected
        for step in path[:-1]:
            parent = parent[step]
        kind = given_data.draw(st.sampled_from(["set", "remove", "insert", "move"]))
        items = parent[path[-1]]
        try:
            if kind == "set":
                value = given_data.draw(VALUES)
                parent[path[-1]] = value
                text = set_value(text, path, value)
            elif kind == "remove":
                del parent[path[-1]]
                text = remove(text, path)
            elif isinstance(items, list) and kind == "insert":
                index, value = given_data.draw(st.integers(0, len(items))), given_data.draw(VALUES)
                items.insert(index, value)
                text = insert_item(text, path, index, value)
            elif isinstance(items, list) and items:
                index, to = (given_data.draw(st.integers(0, len(items) - 1)) for _ in range(2))
                items.insert(to, items.pop(index))
                text = move_item(text, path, index, to)
        except StationError as error:
            # Refused and nothing lost: only where the text cannot hold the value at this place.
            refused.append(error.code)
            continue
        assert data_of(text) == expected
        assert "# Viết cho bà con" in text
    assert set(refused) <= {"station.edit_not_possible"}


@settings(max_examples=counted(120, least=30), deadline=None)
@given(VALUES)
def test_any_value_can_be_set_at_the_top_and_in_a_part(value: Any) -> None:
    assert data_of(set_value(MESSAGE, ("title",), value))["title"] == value
    assert data_of(set_value(MESSAGE, ("parts", 0, "say"), value))["parts"][0]["say"] == value


KEYED = 'name: A\nkeying: {type: http, url: "http://r/", password: !secret relay}\nx: [a, !secret b]\n'


def test_tag_stays_when_something_beside_it_is_edited() -> None:
    assert "password: !secret relay, lead: 2s}" in set_value(KEYED, ("keying", "lead"), "2s")
    assert "x: [c, a, !secret b]" in insert_item(KEYED, ("x",), 0, "c")
    assert "x: [!secret b, a]" in move_item(KEYED, ("x",), 0, 1)


def test_text_that_looks_like_a_tag_is_none() -> None:
    edited = set_value(KEYED, ("keying", "user"), "!secret relay")
    assert 'user: "!secret relay"' in edited


@pytest.mark.parametrize(
    "written", ['{type: http, password: !secret "a, b: c"}', "{type: http, x: !secret [a]}"]
)
def test_tag_that_cannot_be_written_again_is_refused(written: str) -> None:
    with pytest.raises(StationError):
        set_value(f"keying: {written}\n", ("keying", "lead"), "2s")


def test_a_key_is_renamed_in_its_place_in_a_block_and_in_a_flow() -> None:
    assert rename_key(MESSAGE, ("title",), "tên") == MESSAGE.replace("title:", "tên:")
    assert rename_key(MESSAGE, ("valid", "until"), "no") == MESSAGE.replace("until:", '"no":')


@pytest.mark.parametrize("path", [("nothing",), ("title", "x"), ("parts", 0)])
def test_what_is_no_key_is_not_renamed(path: tuple[str | int, ...]) -> None:
    with pytest.raises(StationError):
        rename_key(MESSAGE, path, "x")


def test_a_key_is_never_renamed_to_one_that_is_there() -> None:
    with pytest.raises(StationError):
        rename_key(MESSAGE, ("title",), "valid")


@pytest.mark.parametrize("text", ["a\x1bb", "\x7f", "a\x85b", "\ufeffx", "x\uffff"])
def test_a_text_with_what_yaml_does_not_take_is_written_all_the_same(text: str) -> None:
    assert data_of(set_value("name: x\n", ("name",), text)) == {"name": text}
