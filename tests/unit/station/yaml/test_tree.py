from __future__ import annotations

import time

import pytest
import yaml

from broadcaster.station.yaml import tree as yamltree
from broadcaster.station.yaml.problems import syntax_fault
from broadcaster.station.yaml.tree import Node, YamlMark, parse


@pytest.fixture(params=["CBaseLoader", "BaseLoader"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both parsers of PyYAML: libyaml's, and its own where libyaml is absent."""
    monkeypatch.setattr(yamltree, "_LOADER", getattr(yaml, request.param))


def tree(text: str) -> Node:
    root, problems = parse("f.yaml", text.encode())
    assert problems == []
    assert root is not None
    return root


def codes(text: str | bytes) -> list[tuple[str, int, int]]:
    raw = text if isinstance(text, bytes) else text.encode()
    return [(p.code.removeprefix("station."), p.line, p.column) for p in parse("f.yaml", raw)[1]]


@pytest.mark.parametrize(
    "written", ["16:30", "5:07:00", "no", "on", "0123", "2026-11-20", "1e3", ".inf", "null", "~", "0x1F"]
)
def test_scalar_that_yaml_would_guess_at_then_stays_text(written: str) -> None:
    assert tree(f"key: {written}\n").data == {"key": written}


def test_node_then_knows_line_and_column_in_code_points() -> None:
    root = tree("đường: 1\nnhóm:\n  - {một: 𝛼, hai: b}\n")

    assert root.at("đường").mark == YamlMark(1, 8)
    assert root.keys["nhóm"] == YamlMark(2, 1)
    assert root.at("nhóm", 0, "hai").mark == YamlMark(3, 19)


def test_text_below_a_bar_then_knows_its_own_first_line() -> None:
    root = tree("a: |\n  hai\n  ba\nb: bốn\nc:\n  sáu\n")

    assert [root.at(key).text_line for key in "abc"] == [2, 4, 6]


def test_letters_with_apart_accents_then_are_composed_but_columns_are_as_written() -> None:
    root = tree("a: [Ho\u0302\u0300, x]\n")

    assert root.data == {"a": ["Hồ", "x"]}
    assert root.at("a", 1).mark == YamlMark(1, 11)


def test_byte_order_mark_then_is_no_part_of_the_file() -> None:
    root = tree("\ufefftitle: x\n")

    assert root.data == {"title": "x"}
    assert root.keys["title"] == YamlMark(1, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_any_system_then_lines_are_counted_alike(ending: str) -> None:
    assert tree(ending.join(["a: 1", "b: 2", ""])).at("b").mark == YamlMark(2, 4)


@pytest.mark.parametrize("text", ["", "# only\n", "---\n", '""\n', "\n\n"])
def test_file_without_content_then_has_no_tree_and_no_problem(text: str) -> None:
    assert parse("f.yaml", text.encode()) == (None, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("twice", 3, 1)]),
        ("a: {x: 1, x: {y: 2}}\nb: 1\n", [("twice", 1, 11)]),
        ("a: &x 1\nb: *x\n", [("anchor", 1, 4), ("anchor", 2, 4)]),
        ("a: !!int 3\n", [("tag", 1, 4)]),
        ("a:\nb: 1\n", [("no_value", 1, 3)]),
        ("- a\n-\n", [("no_value", 2, 2)]),
        ("a: 1\n---\nb: 2\n", [("many_documents", 2, 1)]),
        ("a: \u0000\n", [("control_character", 1, 4)]),
        ("a: 1\nb: \u0085\n", [("control_character", 2, 4)]),
        ('a: "x \\e[2J"\n', [("control_character", 1, 4)]),
        ('a: "x\\ry"\n', [("control_character", 1, 4)]),
        ('a: {"x\\0": "\\L"}\n', [("control_character", 1, 5), ("control_character", 1, 12)]),
        ("a: 'x\n", [("yaml.quote", 1, 4)]),
        ("a: [1, 2\n", [("yaml.bracket", 1, 4)]),
        ("a: b: c\n", [("yaml.colon", 1, 5)]),
        ("a:\n\t- b\n", [("yaml.tab", 2, 1)]),
        ("a: @b\n", [("yaml.first_character", 1, 4)]),
        ("a:\n  - b\n c: d\n", [("yaml.indent", 3, 2)]),
    ],
)
def test_fault_of_yaml_then_its_code_and_place(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize("form", ['"\\u2067\\u2066không\\u2069 \\u2066được ở nhà\\u2069\\u2069"', None])
def test_signs_that_show_words_in_another_order_than_they_are_spoken_are_left_out(form: str | None) -> None:
    written = form or "\u2067\u2066không\u2069 \u2066được ở nhà\u2069\u2069"
    root, problems = parse("f.yaml", f"a: {written}\n".encode())
    assert root is not None
    assert (root.data, problems) == ({"a": "không được ở nhà"}, [])


def test_bytes_that_are_not_utf8_then_the_first_bad_one_is_told() -> None:
    assert codes("a: 1\nđ: ".encode() + b"\xff\n") == [("not_utf8", 2, 4)]
    assert codes("title: x\n".encode("utf-16")) == [("not_utf8", 1, 1)]


def test_picture_named_yaml_then_few_problems_are_told() -> None:
    assert len(codes(b"\x01" * 10_000)) == 10


def test_anchor_bomb_then_is_refused_at_once() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    start = time.monotonic()

    found = codes("\n".join(levels))

    assert {code for code, *_ in found} == {"anchor", "more"}
    assert len(found) == 101
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_hundred_thousand_levels_then_are_refused_without_recursion(opening: str) -> None:
    start = time.monotonic()

    found = codes(opening * 100_000)

    assert len(found) == 1  # libyaml may find the missing bracket before the depth
    assert found[0][0] in ("too_deep", "yaml.bracket")
    assert time.monotonic() - start < 30


def test_error_without_a_place_then_is_told_at_the_start() -> None:
    assert syntax_fault(yaml.YAMLError(), "") == ("station.yaml.broken", 1, 1)


def test_thousands_of_directives_are_one_problem_and_are_not_parsed() -> None:
    text = "".join(f"%TAG !t{number}! tag:x\n" for number in range(40_000)) + "---\ntitle: x\n"
    root, problems = parse("a.yaml", text.encode())
    assert root is None
    assert [problem.code for problem in problems] == ["station.yaml.document"]
