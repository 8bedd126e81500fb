"""What stands in the journal for a message that no file has, and for a person who is none; and that in words.

No stored message can have such an id: an id has no brackets. The journal, the API and JSON keep the codes.
"""

from __future__ import annotations

from broadcaster.errors import Fact, Phrase
from broadcaster.text import say

SPOKEN = "(say)"
"""A text that is typed; its beginning follows."""

FILE = "(file)"
"""A sound file that is aired by hand; its name follows."""

RELAYED = "(relay)"
"""A source that is put through; its name follows."""

LIVE = "(live)"
"""A voice at the microphone."""

KEYING_TEST = "(keying test)"
BENCH = "(bench)"
DOCTOR = "(doctor)"

CONTACT = "contact "
"""A button or sensor stands where else a person does; its name follows."""

_WITH_MORE = {SPOKEN: "journal.name.say", FILE: "journal.name.file", RELAYED: "journal.name.relay"}
_ALONE = {
    LIVE: "journal.name.live",
    KEYING_TEST: "journal.name.keying_test",
    BENCH: "journal.name.bench",
    DOCTOR: "journal.name.doctor",
}


def is_stored(message: str | None) -> bool:
    """True for the id of a message, false for what stands in its place."""
    return bool(message) and not str(message).startswith("(")


def shown(message: str) -> str:
    """A message as people are told of it: its id, or words for what stands in its place."""
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
    """Whoever asked, as people are told: a contact is said to be one."""
    if not who.startswith(CONTACT):
        return who
    return say("journal.name.contact", contact=who.removeprefix(CONTACT))
