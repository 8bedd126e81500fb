"""Every sign that Unicode calls a number, and notices changed at random: no rule and no check fails for any.

A rule that fails is contained (`test_reading_faults.py`), so that nothing would raise: the flag of a fault is
looked for here.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.reading.engine import read
from tests.counts import SEED, counted

CASES = Path(__file__).parents[2] / "data" / "reading_cases"
FAULT = "reading.flag_fault"
NUMBERS = [sign for sign in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(sign)[0] == "N"]
SENTENCES = (
    "Tổ {0}2 họp lúc 7h{0} ngày {0}/12/2026.",
    "Nước dâng 1{0} m, SO{0}²⁻ và 20{0}.000đ.",
    "Khóa {0}, Đ{0} {0}",
)
MUTATIONS = 20_000
SIGNS = "0123456789²³½Ⅳ①٣ .,:;-–/\\%°'\"()[]{}<>?!@#&*+=_~^|\n\t\u00a0\u200b\u0301�аΑđĐhHkKtTxXmML"


def faults(text: str) -> list[str]:
    """What no rule or check could take in `text`."""
    return [span.written for span in read(text).flagged if span.flag and span.flag.code == FAULT]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_number_sign_of_unicode_makes_a_rule_fail(sentence: str) -> None:
    assert len(NUMBERS) > 1_700
    assert [(hex(ord(sign)), found) for sign in NUMBERS if (found := faults(sentence.format(sign)))] == []


def written() -> list[str]:
    """The sentences of all files of cases."""
    files = sorted(CASES.glob("*.tsv"))
    rows = (line.split("\t") for file in files for line in file.read_text("utf-8").splitlines()[1:])
    return [row[2] if len(row[1]) < len(row[2]) else row[1] for row in rows if len(row) == 4]


def mutated() -> Iterator[str]:
    """Sentences with one to four characters lost, doubled, changed, put in, or a piece of another."""
    chance = random.Random(SEED)
    sentences = written()
    for _ in range(counted(MUTATIONS)):
        text = chance.choice(sentences)
        for _ in range(chance.randint(1, 4)):
            at, other = chance.randrange(len(text) + 1), chance.choice(sentences)
            cut = chance.randrange(len(other))
            text = chance.choice(
                (
                    text[:at] + text[at + 1 :],
                    text[:at] + text[at : at + 1] * 2 + text[at + 1 :],
                    text[:at] + chance.choice(SIGNS) + text[at + 1 :],
                    text[:at] + chance.choice(SIGNS) + text[at:],
                    text[:at] + other[cut : cut + 8] + text[at:],
                )
            )
        yield text


def test_no_notice_that_is_changed_at_random_makes_a_rule_fail() -> None:
    assert [(text, found) for text in mutated() if (found := faults(text))] == []
