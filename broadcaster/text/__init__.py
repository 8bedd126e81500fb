"""The catalogue of every text that people see: Vietnamese first, English second.

One module for each room (`broadcaster/text/station.py` …) holds `TEXTS`, a mapping from key to
the pair (Vietnamese, English) of `str.format` templates. A key begins with its room's name and a
dot. Modules are imported when first asked for, so that `--help` stays quick. How numbers look in
either language is told in `figures`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from broadcaster.errors import BroadcasterError
from broadcaster.text.figures import ENGLISH, VIETNAMESE, Filler


class Language(StrEnum):
    """A language that people can choose for what they see."""

    VI = "vi"
    EN = "en"


def language() -> Language:
    """The language of `BROADCASTER_LANG`; Vietnamese where it is unset or unknown."""
    name = os.environ.get("BROADCASTER_LANG", "vi")[:2].lower()
    return Language.EN if name == "en" else Language.VI


def figures() -> Filler:
    """How numbers are written in the chosen language."""
    return ENGLISH if language() is Language.EN else VIETNAMESE


@cache
def _room(room: str) -> Mapping[str, tuple[str, str]]:
    try:
        texts: Mapping[str, tuple[str, str]] = importlib.import_module(f"{__name__}.{room}").TEXTS
    except ModuleNotFoundError:
        return {}
    return texts


def has(key: str) -> bool:
    """True if the catalogue has a text for `key`."""
    return key in _room(key.partition(".")[0])


def template(key: str) -> str:
    """The text for `key` in the chosen language, still to be filled; for words that others fill in."""
    vietnamese, english = _room(key.partition(".")[0])[key]
    return english if language() is Language.EN else vietnamese


def say(key: str, /, **facts: object) -> str:
    """The text for `key` in the chosen language, filled with `facts`.

    A missing key or fact is a fault of ours that must not hide the news: key and facts are
    shown as they are.
    """
    pair = _room(key.partition(".")[0]).get(key)
    if pair is None:
        return " ".join([key, *(f"{name}={value}" for name, value in facts.items())])
    template = pair[1] if language() is Language.EN else pair[0]
    try:
        return figures().vformat(template, (), facts)
    except (KeyError, IndexError, ValueError):
        return " ".join([template, *(f"{name}={value}" for name, value in facts.items())])


def hint(key: str, /, **facts: object) -> str | None:
    """What to do about `key`, or None where the catalogue has no advice."""
    advice = f"{key}.hint"
    return say(advice, **facts) if has(advice) else None


def explain(error: BroadcasterError) -> str:
    """One sentence for a person: what is wrong and what to do."""
    advice = hint(error.code, **error.facts)
    what = say(error.code, **error.facts)
    return say("common.with_hint", text=what, hint=advice) if advice else what
