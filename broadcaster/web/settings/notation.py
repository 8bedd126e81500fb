"""Lengths of time and the steps of a siren in words, and what somebody typed there as it is written. Pure.

420 đến 960 trong 3 giây
960 trong 20 giây
nghỉ 10 giây
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadcaster.core.text.catalogue import say
from broadcaster.station.yaml.writing import Bare, Value

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


_PITCH = r"(\d+(?:[.,]\d+)?)\s*(?:hz)?"
_STROKE = re.compile(
    rf"{_PITCH}(?:\s*(?:đến|tới|to|-|–|→)\s*{_PITCH})?\s*(?:trong|for|,|:)?\s*((?:{LENGTH}\s*)+)",
    re.IGNORECASE,
)
_REST = re.compile(rf"(?:nghỉ|lặng|rest|pause)\s*((?:{LENGTH}\s*)+)", re.IGNORECASE)


def steps_in_words(written: Sequence[object]) -> str:
    """Steps as they are written, a line each; what is none stays as it is."""
    return "\n".join(_in_words(each) for each in written)


def _in_words(step: object) -> str:
    if not isinstance(step, dict):
        return str(step)
    if "rest" in step:
        return say("console.siren.rest", length=length_in_words(str(step["rest"])))
    facts = {"first": str(step.get("from", "")), "length": length_in_words(str(step.get("for", "")))}
    if step.get("to") in (None, step.get("from")):
        return say("console.siren.tone", **facts)
    return say("console.siren.glide", last=str(step["to"]), **facts)


def typed_steps(typed: str) -> list[Value]:
    """The lines that were typed, as steps; a line that is none stays a text, to be told of."""
    return [_step(line) for line in typed.splitlines()]


def bad_step(typed: str) -> str:
    """The first line that is no step; "" where there is none."""
    return next((line for line in typed.splitlines() if isinstance(_step(line), str)), "")


def _step(line: str) -> Value:
    rest = _REST.fullmatch(line.strip())
    if rest is not None:
        return {"rest": typed_length(rest[1].strip())}
    found = _STROKE.fullmatch(line.strip())
    if found is None:
        return line
    to = {} if found[2] is None else {"to": _number(found[2])}
    return {"from": _number(found[1]), **to, "for": typed_length(found[3].strip())}


def _number(typed: str) -> Bare:
    return Bare(typed.replace(",", "."))
