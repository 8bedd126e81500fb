"""Twice the text takes at most twice the steps: counted in bytecode instructions, so no clock is needed."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

import pytest

from broadcaster.reading.engine import read
from broadcaster.reading.lexicon import lexicon
from broadcaster.reading.rulebook import RULES
from broadcaster.reading.scan import scan
from broadcaster.station.model.sound import CodeStyle

_SHORT = 1200  # characters; the doubled text is compared with it
_NEAR = 200  # characters that a rule may look at
_LOOSE = 1.15  # the end of a text and the tables that fill take a little
PARAGRAPH = (
    "Kính thưa bà con, UBND phường họp tổ dân phố số 5 lúc 19h30 ngày 15/8/2025 tại nhà văn hóa, "
    "ĐT: 0912 345 678, thu 50.000đ/hộ "
)
TEXTS = {
    "notice": PARAGRAPH,
    "no marks": "kính thưa bà con hôm nay trời nắng đẹp chúng ta ra đường ",
    "dates": "từ 5-1 đến 12-1, ngày 15/8; ",
    "hyphens": "Khu 1 - 30 hộ - ",
    "silent": "! . ; ",
    "telephones": "0912 345 678 ",
    "legacy": "Kh«ng ®­îc ",
}


def steps(text: str) -> int:
    """How many instructions of Python `read` takes."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    held = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text)
    finally:
        sys.settrace(held)
    return count


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS.keys())
def test_read_when_the_text_is_doubled_then_takes_at_most_twice_the_steps(unit: str) -> None:
    text = unit * (_SHORT // len(unit))
    read(text + text)  # what is kept for the next time is kept now
    assert steps(text + text) <= 2 * _LOOSE * steps(text)


@pytest.mark.parametrize("unit", ["1/", "7h", "a1", "A&", "aù", "1O", "中", '"'])
def test_token_without_an_end_when_read_then_is_left_out_and_flagged(unit: str) -> None:
    reading = read(f"Kính thưa {unit * 300} bà con")
    assert " ".join(sentence.spoken for sentence in reading.sentences) in (
        "kính thưa, bà con.",
        "kính thưa bà con.",
    )
    assert reading.flagged


SHORT = [*"1aAđV-/.,:&'()+%@*_ ", "12", "121", "TT", "m2", " - ", " .", ", ", "tháng ", "nhà ", "An "]


def test_patterns_on_short_things_again_and_again_then_need_no_more_tries_than_characters() -> None:
    # A pattern that can cut the same figures in several ways needs years for one of these.
    tried = ""

    def late(*_: object) -> None:
        raise AssertionError(f"without an end: {tried}")

    held = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 20)
    try:
        for unit in {first + second for first in SHORT for second in SHORT} | set(SHORT):
            for rule in RULES:
                tried = f"{rule.name} on {unit!r}"
                rule.pattern.match((unit * 120)[:120])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, held)


class Watched(str):
    """A text that tells the longest stretch which was cut out of it."""

    longest = 0

    def __getitem__(self, key: Any) -> str:
        piece = super().__getitem__(key)
        self.longest = max(self.longest, len(piece))
        return piece


def test_rules_when_they_look_around_then_cut_out_no_more_than_a_neighbourhood() -> None:
    nothing = lexicon((), ())
    for rule in RULES:
        text = Watched(f"{rule.example[0]}, 5 GB (2) tải 20 mb.. rồi " * 6)
        scan(text, lexicon=nothing, names=(), codes=CodeStyle.EXPAND)
        assert text.longest <= _NEAR, rule.name


@pytest.mark.parametrize(
    "unit", ["1 / ", "0912 ", "1, ", "A - B ", "12 ", "1 + ", "a ", '" ', "A - ", "1 - ", "TT "]
)
def test_rules_when_the_text_goes_on_then_match_no_more_than_a_neighbourhood(unit: str) -> None:
    far = {rule.name: match.end() for rule in RULES if (match := rule.pattern.match(unit * 400))}
    assert {name: end for name, end in far.items() if end > _NEAR} == {}
