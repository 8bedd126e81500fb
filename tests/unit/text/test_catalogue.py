"""The catalogue is whole: each code in the program has its text, each text both languages."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import broadcaster
from broadcaster import text
from broadcaster.errors import StoreError
from broadcaster.text import explain, say

PACKAGE = Path(broadcaster.__file__).parent
ROOMS = [m.name for m in pkgutil.iter_modules(text.__path__)]
TEXTS: dict[str, tuple[str, str]] = {}
for room in ROOMS:
    TEXTS |= getattr(importlib.import_module(f"broadcaster.text.{room}"), "TEXTS", {})
CODE = re.compile(
    r"(?:{})\.[a-z][a-z0-9_.]*[a-z0-9_]".format("|".join(sorted({key.split(".")[0] for key in TEXTS})))
)
MAKERS = re.compile(
    r"say|hint|_finding|ok|warn|fail|Reason|Refusal|Problem|FileFault|Flag|\w*(Error|Missing|Failed|Busy|Refused|Output)"
)


def codes() -> Iterator[tuple[str, str]]:
    """(code, where) of every literal that is given to something that words it."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if not MAKERS.fullmatch(name):
                continue
            given = [*node.args[:2], *(word.value for word in node.keywords if word.arg == "code")]
            for value in given:
                if (
                    isinstance(value, ast.Constant)
                    and isinstance(value.value, str)
                    and CODE.fullmatch(value.value)
                ):
                    yield value.value, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def test_every_code_in_the_program_has_a_text() -> None:
    found = list(codes())
    assert len(found) > 150, "the search no longer finds the codes"
    assert [(code, where) for code, where in found if code not in TEXTS] == []


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_both_languages_say_something_and_use_only_facts_that_both_know(key: str) -> None:
    vietnamese, english = TEXTS[key]
    assert vietnamese.strip()
    assert english.strip()
    fields = [
        {name for _, name, _, _ in string.Formatter().parse(t) if name is not None}
        for t in (vietnamese, english)
    ]
    assert fields[0] == fields[1]
    assert all(name.isidentifier() for name in fields[0])


# One word for one thing: máy đọc (engine), giọng (voice), đóng cắt máy phát (keying), rơ-le, bảo trì.
OTHER_WORDS = re.compile(
    r"(?i:giọng máy|điều khiển (được )?(rơ-le )?máy phát|đóng mở|rơ le|rơle|thử loa|bảo dưỡng)|"
    r"giọng (espeak|piper|gtts|edge)\b|, to \{"
)


def test_a_thing_has_one_vietnamese_word() -> None:
    assert [key for key, (vietnamese, _) in TEXTS.items() if OTHER_WORDS.search(vietnamese)] == []


def test_language_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROADCASTER_LANG", raising=False)
    assert say("cli.stopped") == "Đã dừng."
    monkeypatch.setenv("BROADCASTER_LANG", "en_GB")
    assert say("cli.stopped") == "Stopped."
    monkeypatch.setenv("BROADCASTER_LANG", "fr")
    assert say("cli.stopped") == "Đã dừng."


def test_error_is_explained_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    error = StoreError("store.not_writable", path="/x")
    expected = (
        "No permission to write /x (give the account that runs the program the right to write this folder)"
    )
    assert explain(error) == expected


def test_missing_text_or_fact_shows_what_is_known_instead_of_failing() -> None:
    assert say("cli.no_such_text", path="/x") == "cli.no_such_text path=/x"
    assert "reason" in say("store.fault", path="/x") or "/x" in say("store.fault", path="/x")
