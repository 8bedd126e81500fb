"""All texts that people see, Vietnamese and English, from one gettext domain; system errors as such texts.

A fact that tells why something failed is often a sentence of the kernel (`os.strerror`), of the resolver, of
SQLite or of PortAudio, in English. It may come from another process or from a row of the journal, and be a
part of a text: `/dev/ttyUSB0: No such file or directory`. So it is looked for when a text is filled. What is
not known stays as it is.

`locale/vi/LC_MESSAGES/broadcaster.po` and its English twin hold `str.format` templates by key; a key begins
with its room's name and a dot. `scripts/texts` compiles them. Only the compiled file is read here, when the
first text of a language is asked for. How numbers look in either language is told in `figures`.

The language belongs to the request: `speaking` sets it for one. Without it, `BROADCASTER_LANG` holds. So a
text is made when somebody looks, never when something happens: until then it is a key and its facts.

Who looks in a browser has no command line: within `at_screen` a text `KEY.browser` stands for `KEY`, and
advice that names a command is left out where it has no such twin.
"""

from __future__ import annotations

import errno
import gettext
import logging
import os
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from pathlib import Path

from broadcaster.core.errors import ARTICLE, BroadcasterError, Fact, Phrase
from broadcaster.core.installation import adding
from broadcaster.core.text.figures import ENGLISH, VIETNAMESE, Filler

REASONS = frozenset({"reason", "why", "detail"})
"""The facts that may hold words of the system."""

_NUMBERS = {
    errno.EACCES: "system.forbidden",
    errno.EADDRINUSE: "system.port_taken",
    errno.EBUSY: "system.busy",
    errno.ECONNREFUSED: "system.no_answer_there",
    errno.ECONNRESET: "system.broken_off",
    errno.EDQUOT: "system.full",
    errno.EHOSTUNREACH: "system.unreachable",
    errno.EIO: "system.damaged_disk",
    errno.EISDIR: "system.is_folder",
    errno.EMFILE: "system.many_files",
    errno.ENAMETOOLONG: "system.long_name",
    errno.ENETUNREACH: "system.unreachable",
    errno.ENFILE: "system.many_files",
    errno.ENODEV: "system.no_device",
    errno.ENOENT: "system.no_file",
    errno.ENOMEM: "system.no_memory",
    errno.ENOSPC: "system.full",
    errno.ENOTDIR: "system.no_folder",
    errno.ENXIO: "system.no_device",
    errno.EPERM: "system.forbidden",
    errno.EPIPE: "system.broken_off",
    errno.EROFS: "system.read_only",
    errno.ETIMEDOUT: "system.late",
}
_SENTENCES = {
    # the resolver, and sockets of Python
    "Name or service not known": "system.no_name",
    "No address associated with hostname": "system.no_name",
    "Temporary failure in name resolution": "system.no_name",
    "timed out": "system.late",
    # SQLite
    "database disk image is malformed": "system.damaged_file",
    "database is locked": "system.busy",
    "disk I/O error": "system.damaged_disk",
    "file is not a database": "system.damaged_file",
    # PortAudio, and our own processes on the air
    "Device unavailable": "system.no_sound_card",
    "Error querying device -1": "system.no_sound_card",
    "Invalid device": "system.no_sound_card",
    "the sound server has gone": "system.no_sound_server",
}
_KINDS = {
    "ConnectTimeout": "system.late",
    "ConnectionError": "system.broken_off",
    "ConnectionRefusedError": "system.no_answer_there",
    "ConnectionResetError": "system.broken_off",
    "ReadTimeout": "system.late",
    "TimeoutError": "system.late",
    "TimeoutExpired": "system.late",
    "gaierror": "system.no_name",
    "ended": "system.ended",
    "exit": "system.ended",
    "hung": "system.hung",
    "keyer does not start": "system.not_started",
    "no answer": "system.late",
    "no more sound comes in": "system.no_sound",
    "not started": "system.not_started",
    "the station was silent for too long": "system.lapsed",
    "too big": "system.too_big",
}
"""Names of errors, and short words of our processes: only where they are the whole fact."""

_EXIT = re.compile(r"exit -?\d+")
"""How a process of ours ended; the number is in the log."""

_KNOWN = _SENTENCES | {os.strerror(number): key for number, key in _NUMBERS.items()}
_WORDS = re.compile(
    r"(?:\[Errno -?\d+\] )?(?:Error opening \w+: )?\b("
    + "|".join(re.escape(words) for words in sorted(_KNOWN, key=len, reverse=True))
    + r")\b(?: \[PaErrorCode -?\d+\])?"
)


def in_our_words(told: str, word: Callable[[str], str]) -> str:
    """A reason in which the system's words are replaced. `word`: gives the text of a key."""
    whole = _KINDS.get("exit" if _EXIT.fullmatch(told) else told)
    return word(whole) if whole else _WORDS.sub(lambda found: word(_KNOWN[found[1]]), told)


LOCALE = Path(__file__).parent / "locale"
DOMAIN = "broadcaster"

COUNTED = ("count", "rows", "minutes", "seconds", "aired", "most", "left", "restarts")
"""The facts that choose between singular and plural: the first of them that a text is given does."""

log = logging.getLogger(__name__)


class Language(StrEnum):
    """A language that people can choose for what they see."""

    VI = "vi"
    EN = "en"


_FILLERS = {Language.VI: VIETNAMESE, Language.EN: ENGLISH}
_MANY = 2
_asked: ContextVar[Language] = ContextVar("language")
_at_screen: ContextVar[bool] = ContextVar("at_screen", default=False)
AT_SCREEN = "BROADCASTER_AT_SCREEN"
"""The environment of a command that the console runs for a page: set, its words are for a browser."""
EXTRA = "extra"
"""The fact that names an extra that is not installed: told as the command that installs it here."""
COMMAND = re.compile(rf"\bbroadcaster (?:--)?[a-z]|(?<![\w-])--[a-z]|\bsudo |\bpip install|\{{{EXTRA}\}}")
"""What only the command line can do."""


def language() -> Language:
    """The language of the request that is being answered; else of `BROADCASTER_LANG`; else Vietnamese."""
    return _asked.get(None) or _known(os.environ.get("BROADCASTER_LANG", "")) or Language.VI


@contextmanager
def speaking(wanted: Language | None) -> Iterator[None]:
    """Word all texts in `wanted` within this context, which threads share only if they are handed it.

    None leaves the language as it is.
    """
    if wanted is None:
        yield
        return
    token = _asked.set(wanted)
    try:
        yield
    finally:
        _asked.reset(token)


def _known(name: str) -> Language | None:
    name = name.strip()[:2].lower()
    return Language(name) if name in tuple(Language) else None


def figures() -> Filler:
    """How numbers are written in the chosen language."""
    return _FILLERS[language()]


class _Nothing(gettext.NullTranslations):
    """Asked where a catalogue has no text: gettext itself would give the key back as if it were one."""

    def gettext(self, message: str) -> str:
        return ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return ""


@cache
def _catalogue(wanted: Language) -> gettext.NullTranslations:
    """The texts of a language; where their file is damaged, of the other: a station must run."""
    for each in sorted(Language, key=lambda language: language is not wanted):
        try:
            return _read(each)
        except (OSError, ValueError, LookupError, struct.error):
            log.exception("the texts in %s cannot be read", each)
    return _Nothing()


def _read(wanted: Language) -> gettext.NullTranslations:
    with (LOCALE / wanted / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)
    texts.add_fallback(_Nothing())
    return texts


def load() -> None:
    """Read all languages now: a station must not need its disk to answer the first who speaks another one."""
    for wanted in Language:
        _catalogue(wanted)


@contextmanager
def at_screen() -> Iterator[None]:
    """Word all texts within this context for somebody with a browser."""
    token = _at_screen.set(True)
    try:
        yield
    finally:
        _at_screen.reset(token)


def _in_browser() -> bool:
    return _at_screen.get() or AT_SCREEN in os.environ


def _seen(key: str) -> str:
    """The key of the text that whoever looks is to see."""
    if not _in_browser():
        return key
    return f"{key}.browser" if has(f"{key}.browser") else key


def has(key: str) -> bool:
    """True if the catalogue has a text for `key`."""
    return bool(template(key))


def template(key: str) -> str:
    """The text for `key` in the chosen language, still to be filled; "" where there is none."""
    return _words(_catalogue(language()), key, None)


def _words(texts: gettext.NullTranslations, key: str, number: int | None) -> str:
    """The text in the form that suits a number; where there is none, in the one for many."""
    if number is not None and (form := texts.ngettext(key, key, number)):
        return form
    return texts.gettext(key) or texts.ngettext(key, key, _MANY)


def _number(facts: Mapping[str, object]) -> int | None:
    """The fact that is counted; a whole number may come as a text, as in a row of the journal."""
    for name in COUNTED:
        if name in facts:
            value = facts[name]
            if isinstance(value, float):
                return 1 if value == 1 else _MANY
            if isinstance(value, int):
                return value
            return int(value) if isinstance(value, str) and value.isdecimal() else None
    return None


def say(key: str, /, **facts: object) -> str:
    """The text for `key` in the chosen language, filled with `facts`.

    Tests hold each key of the program against the catalogue. What they cannot know, such as a row of another
    version's journal, must not hide the news: its key and facts are shown within a sentence. The article on
    which a refusal stands (the fact `ARTICLE`) is told behind each of them.
    """
    spoken = language()
    facts = {name: _shown(name, fact) for name, fact in facts.items()}
    key = _seen(key)
    words = _words(_catalogue(spoken), key, _number(facts))
    if words:
        try:
            text = _FILLERS[spoken].vformat(words, (), facts)
        except (KeyError, IndexError, ValueError):
            log.exception("the text %s cannot be filled with %s", key, sorted(facts))
        else:
            article = facts.get(ARTICLE)
            return f"{text} ({article})" if article and f"{{{ARTICLE}}}" not in words else text
    else:
        log.error("the catalogue has no text %s", key)
    known = ", ".join([key, *(f"{name}: {fact}" for name, fact in facts.items())])
    return (template("common.untold") or "{known}").format(known=known)


def _shown(name: str, fact: object) -> object:
    """A fact in the chosen language, where it has words at all."""
    if isinstance(fact, Phrase):
        return worded(fact)
    if name == EXTRA and isinstance(fact, str):
        return adding(fact)
    return in_our_words(fact, template) if name in REASONS and isinstance(fact, str) else fact


def hint(key: str, /, **facts: object) -> str | None:
    """What to do about `key`, or None where the catalogue has no advice for whoever looks."""
    advice = _seen(f"{key}.hint")
    if not has(advice):
        return None
    if _in_browser() and COMMAND.search(template(advice)):
        return None
    return say(advice, **{name: fact for name, fact in facts.items() if name != ARTICLE})


def explain(error: BroadcasterError) -> str:
    """One sentence for a person: what is wrong and what to do."""
    return _advised(error.code, error.facts)


def worded(phrase: Fact) -> str:
    """A phrase in the chosen language; a text as it is."""
    if isinstance(phrase, str):
        return phrase
    facts = dict(phrase.facts)
    return _advised(phrase.code, facts) if phrase.advised else say(phrase.code, **facts)


def _advised(code: str, facts: Mapping[str, object]) -> str:
    what, advice = say(code, **facts), hint(code, **facts)
    return say("common.with_hint", text=what, hint=advice) if advice else what
