"""What click says itself is in the catalogue too, and a pipe that closes is no fault."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from broadcaster.cli import COMMANDS, HIDDEN, _main, group
from broadcaster.cli.terminal.click_words import _MODULES, KEYS
from broadcaster.core.text.catalogue import template
from tests.catalogue import pairs

TEXTS = pairs("usage")
ENGLISH = re.compile(r"(?<![\w-])[A-Z]+(?![\w-])")

# What belongs to parts of click that no command of ours uses: an editor, prompts, a version sentence.
NOT_OURS = re.compile(r"Press any key|Repeat for|Error: (The|invalid|\{e)|%\(prog\)s")


def sentences() -> Iterator[str]:
    """Every sentence in click's source that it would have translated."""
    for name in _MODULES:
        spec = find_spec(f"click.{name}")
        assert spec is not None
        assert spec.origin is not None
        for node in ast.walk(ast.parse(Path(spec.origin).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                count = {"_": 1, "ngettext": 2}.get(node.func.id, 0)
                yield from (str(arg.value) for arg in node.args[:count] if isinstance(arg, ast.Constant))


def test_every_sentence_of_click_has_words_of_ours() -> None:
    found = {sentence for sentence in sentences() if not NOT_OURS.match(sentence)}
    assert len(found) > 50, "the search no longer finds the sentences"
    assert found == set(KEYS)


@pytest.mark.parametrize("sentence", KEYS)
def test_our_words_ask_for_no_fact_that_click_does_not_give(sentence: str) -> None:
    given = set(re.findall(r"\{(\w+)", sentence))
    assert set(re.findall(r"\{(\w+)", template(KEYS[sentence]))) <= given


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check", "--formta", "csv"), "Lỗi: Không có tùy chọn --formta. Có phải --format?"),
        (("plan", "--days", "0"), "Lỗi: Giá trị của '--days' không đúng: 0 nằm ngoài khoảng 1<=x<=366."),
        (("plan", "--days", "ba"), "Lỗi: Giá trị của '--days' không đúng: 'ba' không phải là số đúng."),
        (("plan", "--format", "pdf"), "không phải một trong 'table', 'json', 'csv', 'ics'."),
        (("plan", "--days"), "Lỗi: Tùy chọn '--days' cần một giá trị."),
        (("read",), "Lỗi: Thiếu tham số 'MÃ-BẢN-TIN|TỆP|-'."),
        (("stop", "gì"), "Lỗi: Thừa tham số (gì)"),
        (("plann",), "Lỗi: Không có lệnh 'plann'."),
    ],
    ids=["option", "range", "number", "choice", "value", "missing", "extra", "command"],
)
def test_wrong_use_is_told_in_vietnamese(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _main([*arguments]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert "Usage" not in err
    assert "Try" not in err


def test_wrong_use_is_told_in_english_where_that_is_chosen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    assert _main(["check", "--formta"]) == 2
    assert "Error: No such option --formta. Did you mean --format?" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", *COMMANDS, *HIDDEN])
def test_help_has_no_word_of_clicks(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert group.get_command(group.make_context("x", ["check"]), name or "check") is not None
    assert _main([*([name] if name else []), "--help"]) == 0
    seen = capsys.readouterr().out
    for sentence in ("Usage:", "Options:", "and exit.", "[default:", "[required"):
        assert sentence not in seen
    english = {key.removeprefix("usage.metavar.").upper() for key in TEXTS if "metavar" in key}
    # Only placeholders of the usage and of options: a file format such as JSON stays.
    found = set(re.findall(r"(?:^Cách dùng.*?|--?[a-z-]+ |[|\[])([A-Z]+)(?![\w-])", seen, re.MULTILINE))
    assert found & english == set()


def test_what_stands_for_a_value_is_vietnamese_and_a_value_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _main(["play", "--help"]) == 0
    seen = capsys.readouterr().out
    assert "Cách dùng: broadcaster play [TÙY CHỌN] MÃ-BẢN-TIN|TỆP" in seen
    assert "--priority [normal|priority|emergency]" in seen
    assert _main(["live", "--help"]) == 0
    assert "--input NGÕ-VÀO" in capsys.readouterr().out
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    assert _main(["play", "--help"]) == 0
    assert "play [OPTIONS] MESSAGE|FILE" in capsys.readouterr().out


def parameters(command: click.Command, context: click.Context) -> Iterator[str]:
    """What stands for the value of every argument and option, of the commands below too."""
    yield from (one.make_metavar() for one in command.params if not getattr(one, "is_flag", False))
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from parameters(below, click.Context(below, parent=context))


def test_order_without_its_number_was_refused_with_an_english_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _main(["regulation", "order"]) == 2
    told = capsys.readouterr().err
    assert "Thiếu tham số 'SỐ-VĂN-BẢN'." in told
    shown = {word for one in parameters(group, click.Context(group)) for word in ENGLISH.findall(one)}
    # What click writes of counted flags and of ranges is shown nowhere.
    assert shown == {"URL", "IP", "RANGE"}


@pytest.mark.parametrize("arguments", ["--help", "schema station", "check --help"])
def test_output_that_nobody_reads_to_its_end_is_no_fault(arguments: str) -> None:
    # `true` reads nothing: the pipe is closed before the first line is written.
    program = f"import time; time.sleep(0.3); from broadcaster.cli import main; main({arguments.split()!r})"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as ours:
        assert ours.stdout is not None
        assert ours.stderr is not None
        ours.stdout.close()
        told = ours.stderr.read()
        assert (ours.wait(), told) == (0, b"")
