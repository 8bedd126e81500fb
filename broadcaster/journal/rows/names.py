"""Names in the journal for airings without a stored message, and codes that several readers of it know.

The id of a stored message has no brackets, so it never equals such a name. The journal, the API and JSON have
the names; people see the texts.
"""

from __future__ import annotations

from broadcaster.core.errors import Fact, Phrase
from broadcaster.core.text.catalogue import say

SPOKEN = "(say)"
"""In front of the beginning of a typed text."""

FILE = "(file)"
"""In front of the name of a sound file that a person airs."""

RELAYED = "(relay)"
"""In front of the name of a relayed source."""

ALERTED = "(alert)"
"""In front of the words of an alert that sounds by itself."""

LIVE = "(live)"
"""A voice at the microphone."""

KEYING_TEST = "(keying test)"
TONE = "(tone)"
BENCH = "(bench)"
DOCTOR = "(doctor)"

CONTACT = "contact "
"""In front of the name of a button or sensor, in the place of a person."""

SENDER = "sender "
"""In front of who sent an alert that sounds by itself, in the place of a person."""

_WITH_MORE = {
    SPOKEN: "journal.name.say",
    FILE: "journal.name.file",
    RELAYED: "journal.name.relay",
    ALERTED: "journal.name.alert",
}
_ALONE = {
    LIVE: "journal.name.live",
    KEYING_TEST: "journal.name.keying_test",
    TONE: "journal.name.tone",
    BENCH: "journal.name.bench",
    DOCTOR: "journal.name.doctor",
}


def is_stored(message: str | None) -> bool:
    """True for the id of a stored message, false for one of these names."""
    return bool(message) and not str(message).startswith("(")


def shown(message: str) -> str:
    """A message for people: its id, or the text for one of these names."""
    if message in _ALONE:
        return say(_ALONE[message])
    for code, key in _WITH_MORE.items():
        if message.startswith(code):
            return say(key, what=message.removeprefix(code).strip()).strip()
    return message


def titled(message: str, title: str) -> Fact:
    """A message's title; for what stands in the place of one, words that are made when somebody looks."""
    return Phrase(code=_ALONE[message]) if message in _ALONE else title


def by(who: str) -> str:
    """The person who asked, for people; a contact or a sender with the word for it."""
    if who.startswith(CONTACT):
        return say("journal.name.contact", contact=who.removeprefix(CONTACT))
    if who.startswith(SENDER):
        return say("journal.name.sender", sender=who.removeprefix(SENDER))
    return who


AT_THE_SOURCE = frozenset(
    {
        "playout.source_lost",
        "playout.source_no_answer",
        "playout.source_silent",
        "playout.source_elsewhere",
        "playout.source_unplayable",
        "playout.input_missing",
        "playout.input_unknown",
        "playout.input_lost",
    }
)
"""Why a source kept a relay off the air, or ended it."""
