"""The texts as the tests look at them: all of both languages."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from broadcaster.core.text.catalogue import DOMAIN, LOCALE, Language, has
from broadcaster.timetable.rules.guard import Refusal


@cache
def forms(language: Language) -> dict[str, tuple[str, ...]]:
    """Each key's text in a language: one form, or one for each number that the language tells apart."""
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    found: dict[str, list[str]] = {}
    for key, text in texts.items():
        if key:
            found.setdefault(key if isinstance(key, str) else key[0], []).append(text)
    return {key: tuple(texts) for key, texts in found.items()}


def pairs(room: str = "") -> dict[str, tuple[str, str]]:
    """(Vietnamese, English) by key, of one room or of all; of several forms the one for many."""
    english = forms(Language.EN)
    return {
        key: (text[-1], english[key][-1])
        for key, text in forms(Language.VI).items()
        if not room or key.startswith(f"{room}.")
    }


def words() -> Iterator[tuple[str, str]]:
    """(key, text) of every form in every language."""
    for language in Language:
        yield from ((key, text) for key, texts in forms(language).items() for text in texts)


def unworded(*modules: ModuleType) -> list[str]:
    """The reasons that modules name and that have no words, or those of another one."""
    found = [(name, value) for module in modules for name, value in vars(module).items()]
    reasons = {name: value.code for name, value in found if isinstance(value, Refusal)}
    assert len(reasons) == len(set(reasons.values())), "two names for one reason"
    return [name for name, code in reasons.items() if not code or not has(code)]
