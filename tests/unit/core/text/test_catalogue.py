"""The catalogue is whole: each code in the program has its text, each text both languages."""

from __future__ import annotations

import ast
import re
import shutil
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import broadcaster
from broadcaster.core.errors import EngineBusy, EngineMissing, StoreError
from broadcaster.core.memory import building
from broadcaster.core.text import catalogue
from broadcaster.core.text.catalogue import (
    COUNTED,
    LOCALE,
    Language,
    explain,
    has,
    hint,
    language,
    say,
    speaking,
)
from broadcaster.playout.operator.corrections import _opened
from broadcaster.studio.render.casting import none_works
from tests.catalogue import forms, pairs

PACKAGE = Path(broadcaster.__file__).parent
TEXTS = pairs()
CODE = re.compile(
    r"(?:{})\.[a-z][a-z0-9_.]*[a-z0-9_]".format("|".join(sorted({key.split(".")[0] for key in TEXTS})))
)
MAKERS = re.compile(
    r"say|hint|_finding|ok|warn|fail|Reason|Refusal|Problem|FileFault|Flag|\w*(Error|Missing|Failed|Busy|Refused|Output)"
)


@cache
@building(kept=True)
def trees() -> dict[Path, ast.Module]:
    """The program, read once."""
    return {path: ast.parse(path.read_text()) for path in PACKAGE.rglob("*.py")}


@cache
def calls() -> tuple[tuple[str, ast.Call, str], ...]:
    """(name, call, where) of every call of something that words a code."""
    found = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if MAKERS.fullmatch(name):
                    found.append((name, node, f"{path.relative_to(PACKAGE)}:{node.lineno}"))
    return tuple(found)


def codes() -> Iterator[tuple[str, str]]:
    """(code, where) of every literal that is given to something that words it."""
    for _, node, where in calls():
        for value in [*node.args[:2], *(word.value for word in node.keywords if word.arg == "code")]:
            if (
                isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and CODE.fullmatch(value.value)
            ):
                yield value.value, where


def test_every_code_in_the_program_has_a_text() -> None:
    found = list(codes())
    assert len(found) > 150, "the search no longer finds the codes"
    assert [(code, where) for code, where in found if code not in TEXTS] == []


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_something_and_use_only_facts_that_both_know() -> None:
    both = {key: [*forms(Language.VI)[key], *forms(Language.EN)[key]] for key in sorted(TEXTS)}
    assert [key for key, texts in both.items() if not all(text.strip() for text in texts)] == []
    assert [key for key, texts in both.items() if len({frozenset(fields(text)) for text in texts}) > 1] == []
    names = {key: fields(texts[0]) for key, texts in both.items()}
    assert [key for key, used in names.items() if not all(name.isidentifier() for name in used)] == []


def test_both_languages_have_the_same_keys() -> None:
    assert set(forms(Language.VI)) == set(forms(Language.EN))
    assert len(TEXTS) > 1400


def test_a_text_with_a_plural_has_the_number_that_chooses() -> None:
    english = forms(Language.EN)
    plural = {key: texts for key, texts in english.items() if len(texts) > 1}
    assert len(plural) > 25
    assert {key for key, texts in plural.items() if not fields(texts[0]) & set(COUNTED)} == set()


# `{count} error(s)`, or a number before what would be wrong with one of it.
UNSURE = re.compile(r"\(s\)|\{count\} \w+s\b")


def test_a_number_in_english_has_its_singular() -> None:
    english = forms(Language.EN)
    assert {key for key, texts in english.items() if len(texts) == 1 and UNSURE.search(texts[0])} == set()


def _codes(value: ast.AST | None) -> Iterator[str]:
    """The codes that an expression may be: one, or either of two."""
    if isinstance(value, ast.IfExp):
        yield from _codes(value.body)
        yield from _codes(value.orelse)
    elif isinstance(value, ast.Constant) and value.value in TEXTS:
        yield str(value.value)


@cache
def _dicts() -> dict[int, dict[str, set[str] | None]]:
    """For each call: the dicts of its function by name, with the keys that each has for certain."""
    found: dict[int, dict[str, set[str] | None]] = {}
    for path in PACKAGE.rglob("*.py"):
        for function in ast.walk(trees()[path]):
            if not isinstance(function, ast.FunctionDef):
                continue
            named: dict[str, set[str] | None] = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    name, keys = node.targets[0].id, _keys(node.value)
                    before = named.get(name, keys)
                    named[name] = None if before is None or keys is None else before & keys
            found |= {id(node): named for node in ast.walk(function) if isinstance(node, ast.Call)}
    return found


def _keys(value: ast.AST) -> set[str] | None:
    """The keys of a dict that is written out; None where they are not known."""
    if isinstance(value, ast.IfExp):
        either, other = _keys(value.body), _keys(value.orelse)
        return None if either is None or other is None else either & other
    if not isinstance(value, ast.Dict):
        return None
    plain = {key.value for key in value.keys if isinstance(key, ast.Constant)}
    return {str(key) for key in plain} if len(plain) == len(value.keys) else None


def _names(value: ast.AST, call: ast.Call) -> set[str] | None:
    """The facts that `**value` gives; None where that is not known."""
    if isinstance(value, ast.Name):
        return _dicts().get(id(call), {}).get(value.id)
    return _keys(value)


def facts() -> Iterator[tuple[str, set[str], str]]:
    """(code, names of the facts given with it, where) of every call that gives them where it stands."""
    for name, node, where in calls():
        more: set[str] = set()
        spread = [word.value for word in node.keywords if word.arg is None]
        known = [_names(value, node) for value in spread]
        if None in known:
            continue
        more.update(*(names for names in known if names is not None))
        words = {word.arg: word.value for word in node.keywords if word.arg is not None}
        value = words.pop("code", node.args[0] if node.args else None)
        if name not in ("Reason", "Refusal", "Problem", "Flag"):
            for code in _codes(value):
                yield code, set(words) | more, where
            continue
        if not isinstance(value, ast.Constant) or value.value not in TEXTS:
            continue
        if isinstance(given := words.get("facts"), ast.Dict):
            yield value.value, {str(k.value) for k in given.keys if isinstance(k, ast.Constant)}, where
        elif given is None:
            yield value.value, set(), where
        elif isinstance(given, ast.Tuple) and all(isinstance(pair, ast.Tuple) for pair in given.elts):
            names = [pair.elts[0] for pair in given.elts if isinstance(pair, ast.Tuple)]
            yield value.value, {str(n.value) for n in names if isinstance(n, ast.Constant)}, where


def test_every_fact_that_a_text_names_is_given() -> None:
    found = list(facts())
    assert len(found) > 400, "the search no longer finds the calls"
    lacking = [
        (code, where, missing)
        for code, given, where in found
        for text in (code, f"{code}.hint", f"{code}.browser", f"{code}.hint.browser")
        if (missing := fields(TEXTS.get(text, ("",))[0]) - given)
    ]
    assert lacking == []


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
    told = say("cli.no_such_text", path="/x")
    assert told == "Có việc mà phiên bản này chưa biết gọi tên: cli.no_such_text, path: /x"
    told = say("store.fault", path="/x")
    assert "/x" in told
    assert "{" not in told


def test_a_text_suits_the_number() -> None:
    with speaking(Language.EN):
        assert say("doctor.bad", count=1) == "1 fault to be mended."
        assert say("doctor.bad", count=2) == "2 faults to be mended."
        assert say("doctor.bad", count="1") == "1 fault to be mended."
        assert say("service.clock_jumped", seconds=1.0).startswith("The clock was set by 1 second;")
        assert say("service.clock_jumped", seconds=0.5).startswith("The clock was set by 0.5 seconds;")
    assert say("doctor.bad", count=1) == say("doctor.bad", count=2).replace("2", "1")
    assert has("doctor.bad")


def test_language_belongs_to_the_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    with speaking(Language.EN):
        assert say("cli.stopped") == "Stopped."
        with speaking(None):
            assert language() is Language.EN
    assert say("cli.stopped") == "Đã dừng."
    assert hint("store.fault") == "kiểm tra ổ đĩa và đường dẫn"


def test_several_reasons_are_one_sentence_in_the_language_of_whoever_looks() -> None:
    errors = {
        "piper": EngineMissing("speech.part_missing", engine="piper", reason="x"),
        "gtts": EngineBusy("speech.busy", engine="gtts", seconds=3),
    }
    error = none_works(errors)
    assert str(error)  # for the log
    assert "piper: " in explain(error)
    assert "; gtts: " in explain(error)
    with speaking(Language.EN):
        assert explain(error).startswith("No voice works right now: piper: ")
        assert "{" not in explain(error)


def test_words_that_are_heard_are_vietnamese_whoever_asks() -> None:
    with speaking(Language.EN):
        assert _opened("họp lúc 19 giờ") == "Xin đính chính: họp lúc 19 giờ"


@pytest.mark.parametrize("damage", [b"", b"\xde\x12\x04\x95\x00\x00", None], ids=["empty", "torn", "missing"])
def test_a_damaged_catalogue_is_replaced_by_the_other_language(
    damage: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locale = Path(shutil.copytree(LOCALE, tmp_path / "locale"))
    files = [locale / language / "LC_MESSAGES" / "broadcaster.mo" for language in ("en", "vi")]
    monkeypatch.setattr(catalogue, "LOCALE", locale)
    for told, path in (("Đã dừng.", files[0]), ("cli.stopped", files[1])):
        path.unlink() if damage is None else path.write_bytes(damage)
        catalogue._catalogue.cache_clear()
        with speaking(Language.EN):
            assert say("cli.stopped") == told
    monkeypatch.undo()
    catalogue._catalogue.cache_clear()
