"""people.yaml as the program writes it. What people wrote around a person who does not change stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadcaster.people.file.loading import parsed
from broadcaster.people.model import People, Person, Role
from broadcaster.station.yaml.edit import scalar, with_section, without_section
from broadcaster.text import say

_NUMBER = re.compile(r"[-+.\d][-+.:\w ]*")  # 0_ and 1:30 are numbers of YAML 1.1 too, and it has dates
_WORDS_OF_YAML = ("true", "false", "yes", "no", "on", "off", "null", "none")


def rewritten(raw: bytes | None, after: People) -> bytes:
    """The bytes of people.yaml that say `after`, as far as it can be said: read them back and see.

    Args:
        raw: the file so far; None where there is none.
        after: who is to stand in it.
    """
    anew = f"# {say('people.file_heading')}\n" + "".join(map(_section, after.persons.values()))
    before = None if raw is None else parsed(raw).people
    if raw is None or before is None:
        return anew.encode()
    # A splice that came out wrong, as in a file in flow style, must never reach the disk.
    spliced = _spliced(raw.decode("utf-8"), before, after).encode()
    return spliced if parsed(spliced).people == parsed(anew.encode()).people else anew.encode()


def _spliced(text: str, before: People, after: People) -> str:
    for name in before.persons.keys() - after.persons.keys():
        text = without_section(text, name)
    for name, one in after.persons.items():
        if before.persons.get(name) != one:
            text = with_section(text, name, _section(one))
    return text


def _section(one: Person) -> str:
    return "".join(f"{line}\n" for line in _lines(one))


def _lines(one: Person) -> Iterator[str]:
    yield f"{_text(one.id)}:"
    yield f"  name: {_text(one.name)}"
    if one.title is not None:
        yield f"  title: {_text(one.title)}"
    if one.account is not None:
        yield f"  account: {_text(one.account)}"
    yield f"  roles: [{', '.join(role for role in Role if role in one.roles)}]"
    if one.delegations:
        yield "  delegations:"
    for given in one.delegations:
        yield f"    - to: {_text(given.to)}"
        yield f"      from: {given.start}"
        yield f"      until: {given.until}"
        if given.basis is not None:
            yield f"      basis: {_text(given.basis)}"
    if not one.enabled:
        yield "  enabled: false"


def _text(text: str) -> str:
    # Every text here may be plain for our own reader; other readers see numbers and truth values in some.
    plain = scalar(text)
    return f'"{plain}"' if _NUMBER.fullmatch(plain) or plain.lower() in _WORDS_OF_YAML else plain
