"""No pattern of the room may take more than in proportion to a text: letters come from strangers.

What the readers do is bounded by their process; the layout and the draft are made in the station's own.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator

import pytest

import broadcaster.letters
from broadcaster.station.rules import blanks

SHORT, LONG = 3000, 12_000  # code points
UNITS = (
    *(
        " ",
        "\n",
        "\t",
        "\u00a0",
        "1",
        "1 ",
        "1.",
        "1/",
        "1-",
        "0 9",
        "1 000",
        "a",
        "A",
        "à",
        "ạ",
        "a ",
        "A ",
        "Aa ",
    ),
    *(
        "ạ ",
        "Àà ",
        "a;",
        "a/",
        "A&",
        "&",
        "&A",
        "-A",
        "/A",
        ".",
        "…",
        "_",
        "-",
        "/",
        ":",
        "(",
        "[",
        "{{",
        "{{ ",
        "}}",
    ),
    *(
        "I",
        "X",
        "IV ",
        "- ",
        "* ",
        '"',
        "ngày ",
        "ngày 1 ",
        "tháng ",
        "Số ",
        "gửi ",
        "V/v ",
        "về việc ",
        "Luật 1",
    ),
    *(
        "Công văn 1 ",
        "của ",
        "Ông Aa ",
        "xã Aa ",
        "Điều 1. ",
        "Phần ",
        "Căn cứ ",
        "Nơi nhận ",
        "thông báo: ",
        "tại ",
    ),
)
BEFORE = (
    "",
    "Số: 1",
    "Số: 1/A",
    "Ông ",
    "ThS. ",
    "Nơi nhận",
    "Kính gửi",
    "{{",
    "ngày 1",
    "Luật ",
    "-",
    "1",
    "Điều ",
)


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    names = [
        each.name for each in pkgutil.walk_packages(broadcaster.letters.__path__, "broadcaster.letters.")
    ]
    for module in (*map(importlib.import_module, names), blanks):
        for name, value in vars(module).items():
            for pattern in _inside(value):
                if isinstance(pattern.pattern, str):
                    yield f"{module.__name__}.{name}", pattern


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _inside(each)
    elif isinstance(value, dict):
        yield from _inside(list(value.values()))


PATTERNS = {pattern: name for name, pattern in _patterns()}


def _seconds(look: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    look(text)
    return time.process_time() - start


@pytest.mark.patient
@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.values())
def test_a_pattern_takes_no_more_than_in_proportion(pattern: re.Pattern[str]) -> None:
    slow = []
    for look in (pattern.match, lambda text: sum(1 for _ in pattern.finditer(text))):
        for unit in UNITS:
            for before in BEFORE:
                short, long = (before + (unit * size)[:size] + "\x01" for size in (SHORT, LONG))
                # Measured twice: on a busy machine a process may lose its turn in one of them.
                if _seconds(look, long) > 0.01 and _seconds(look, long) > 10 * max(
                    0.001, _seconds(look, short)
                ):
                    slow.append((before, unit))
    assert slow == []


@pytest.mark.parametrize("unit", [" ", "1", "a", "ạ", "A&", "{{ ", "ngày 1 ", "Công văn 1 ", "V/v ", "Aa "])
def test_a_long_run_of_one_sign_is_drafted_at_once(unit: str) -> None:
    from broadcaster.letters.model import Block, Letter, LetterForm
    from tests.unit.letters.test_net import drafted

    blocks = [Block(text=f"{before}{(unit * 8000)[:8000]}") for before in BEFORE]
    start = time.process_time()
    drafted(Letter(form=LetterForm.TXT, blocks=tuple(blocks)))
    assert time.process_time() - start < 3
