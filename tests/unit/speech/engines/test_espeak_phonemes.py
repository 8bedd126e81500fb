from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.espeak_syllables import Fault, all_syllables
from broadcaster.speech.engines.phonemes import with_phonemes

KNOWN = {Fault.FINAL_C: 482, Fault.UU: 138, Fault.OO: 161, Fault.GIU: 27, Fault.ENGLISH: 1, Fault.OTHER: 0}
"""How many of all syllables eSpeak 1.52's own letter rules get wrong, by kind."""


def test_espeaks_letter_rules_and_our_table_agree_but_for_the_known_faults() -> None:
    command = [sys.executable, "-m", "benchmarks.espeak_syllables"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counts = {match[2]: int(match[1]) for match in re.finditer(r"^ *(\d+)  (.+)$", told, re.MULTILINE)}
    assert counts == {str(fault): count for fault, count in KNOWN.items()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ngày mai tôi vào", "[[N'aI2]] [[m'a:I]] [[t['oI]] [[v'a:U2]]"),
        ("ông học nhanh", "[['@UN]] [[h'O#6k]] [[n^'e-n^]]"),
        ("các", "[[k'a:3c]]"),
        ("không, được.", "[[x'@UN]], [[d_'y@6c]]."),
        ("cứu hỏa!", "[[k'y3w]] [[hw'a:4]]!"),
        ("bờ-lu-dôn", "[[_b'@:2]] [[l'u]] [[dz'on]]"),
        ("wifi của xã", "wifi [[k'u@4]] [[S'a:5]]"),
        ("Mía, mây; anh", "[[m'i@3]], [[m'@I]]; [['e-n^]]"),
    ],
)
def test_words_with_phonemes_keep_their_marks(words: str, said: str) -> None:
    assert with_phonemes(words) == said


@given(
    st.lists(
        st.one_of(st.sampled_from(sorted(set(all_syllables()))[::50]), st.text("[]'@#_^ aá", max_size=9))
    )
)
def test_brackets_of_the_words_never_become_phonemes(words: list[str]) -> None:
    said = with_phonemes(" ".join(words))
    rest = re.sub(r"\[\[(?:t\[|[^\[\] ])+\]\]", "", said)
    assert "[" not in rest
    assert "]" not in rest
