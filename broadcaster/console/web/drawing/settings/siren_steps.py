"""The steps of a siren as lines of words, and what somebody typed there as it is written. Pure.

420 đến 960 trong 3 giây
960 trong 20 giây
nghỉ 10 giây
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from broadcaster.console.web.drawing.settings.lengths import LENGTH, length_in_words, typed_length
from broadcaster.station.yaml.writing import Bare, Value
from broadcaster.text import say

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
