"""Lengths of time in words, as a page shows them and as they are typed. Pure."""

from __future__ import annotations

import re

from broadcaster.text import say

_UNITS = {
    "h": ("giờ", "hours", "hour"),
    "m": ("phút", "minutes", "minute", "min"),
    "s": ("giây", "seconds", "second"),
}
_SPELT = re.compile(r"(\d+(?:\.\d+)?)([hms])")
LENGTH = rf"(\d+(?:[.,]\d+)?)\s*({'|'.join(word for words in _UNITS.values() for word in words)}|[hms])"
"""The pattern of an amount with its unit, as it is typed."""
_TYPED = re.compile(LENGTH, re.IGNORECASE)
_LETTERS = {word: letter for letter, words in _UNITS.items() for word in words}


def length_in_words(written: str) -> str:
    """`1m30s` as 1 phút 30 giây; what is no length of time stays as it is."""
    plain = written.replace(" ", "").lower()
    found = _SPELT.findall(plain)
    if not found or "".join(f"{amount}{unit}" for amount, unit in found) != plain:
        return _said("0", "s") if plain == "0" else written
    return " ".join(_said(amount, unit) for amount, unit in found)


def _said(amount: str, unit: str) -> str:
    comma = say("console.length.comma")
    return say(f"console.length.{unit}", amount=amount.replace(".", comma))


def typed_length(typed: str) -> str:
    """1 phút 30 giây as `1m30s`; what is no length of time stays as it is, to be told of."""
    rest = _TYPED.sub("", typed)
    parts = _TYPED.findall(typed)
    if not parts or rest.strip():
        return typed
    return "".join(f"{amount.replace(',', '.')}{_letter(unit)}" for amount, unit in parts)


def _letter(unit: str) -> str:
    return _LETTERS.get(unit.lower(), unit.lower())
