"""Compare spoken with recognised syllables; the error rate with its interval."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadcaster.core.text.syllables import split_tone

_WORD = re.compile(r"\w+")
_Y_FOR_I = re.compile(r"(?<=[^aâuoe])y$")  # lý is lí, but not huy, hay, ây
_ROUNDS = 2000
_LEVEL = 95


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The result of one sentence."""

    said: str
    heard: str
    errors: int
    syllables: int  # spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Syllable error rate in percent and its 95 % interval."""

    rate: float
    low: float
    high: float


def judge(said: str, heard: str) -> Sentence:
    """Compare: each syllable that is missing, added or replaced is one error."""
    wanted, got = _syllables(said), _syllables(heard)
    return Sentence(said=said, heard=heard, errors=_distance(wanted, got), syllables=len(wanted))


def error_rate(sentences: Sequence[Sentence], seed: int = 1) -> Rate:
    """The rate over all sentences; its interval by drawing whole sentences with replacement."""
    errors = np.array([s.errors for s in sentences], float)
    lengths = np.array([s.syllables for s in sentences], float)
    drawn = np.random.default_rng(seed).integers(0, len(errors), (_ROUNDS, len(errors)))
    rates = 100 * errors[drawn].sum(1) / lengths[drawn].sum(1)
    low, high = np.percentile(rates, [50 - _LEVEL / 2, 50 + _LEVEL / 2])
    return Rate(rate=float(100 * errors.sum() / lengths.sum()), low=float(low), high=float(high))


def difference(first: Sequence[Sentence], second: Sequence[Sentence], seed: int = 1) -> Rate:
    """How much higher the second rate is, on the same sentences in the same order, with its interval."""
    lengths = np.array([s.syllables for s in first], float)
    more = np.array([b.errors - a.errors for a, b in zip(first, second, strict=True)], float)
    drawn = np.random.default_rng(seed).integers(0, len(more), (_ROUNDS, len(more)))
    rates = 100 * more[drawn].sum(1) / lengths[drawn].sum(1)
    low, high = np.percentile(rates, [50 - _LEVEL / 2, 50 + _LEVEL / 2])
    return Rate(rate=float(100 * more.sum() / lengths.sum()), low=float(low), high=float(high))


def _syllables(text: str) -> list[tuple[str, str]]:
    """Letters and tone of each syllable: where the tone mark stands does not matter."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    parted = (split_tone(word) for word in words)
    return [(_Y_FOR_I.sub("i", letters), tone) for letters, tone in parted]


def _distance(wanted: Sequence[object], got: Sequence[object]) -> int:
    row = list(range(len(got) + 1))
    for i, a in enumerate(wanted, 1):
        corner, row[0] = row[0], i
        for j, b in enumerate(got, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (a != b))
    return row[-1]
