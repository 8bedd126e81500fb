"""The texts of secrets.yaml, which station.yaml asks for by their names. Pure.

A new text gets a name of its own. One that station.yaml asks for no more is removed: no password outlives its
use, and no history keeps it. Whoever takes a change back at once puts the removed texts back with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from broadcaster.errors import StationError
from broadcaster.station.loading.secrets import Secrets
from broadcaster.station.naming import plain_name
from broadcaster.station.yaml.structure import remove, set_value
from broadcaster.station.yaml.tree import Node, parse
from broadcaster.station.yaml.writing import Bare

_ASKED = re.compile(r"!secret ([\w-]+)")
_TAG = "!secret "
_LONGEST = 60


def asked(name: str) -> Bare:
    """How station.yaml asks for a text."""
    return Bare(f"{_TAG}{name}")


def name_in(written: object) -> str:
    """The name of the text that is asked for; "" where what is written is no such question."""
    found = _ASKED.fullmatch(written) if isinstance(written, str) else None
    return found[1] if found else ""


def free_name(wanted: str, taken: Collection[str]) -> str:
    """A name that no text has yet."""
    name = plain_name(wanted, _LONGEST) or "secret"
    return next(each for number in range(1, len(taken) + 2) if (each := _numbered(name, number)) not in taken)


def names(raw: bytes) -> frozenset[str]:
    """The names that are taken in secrets.yaml."""
    return Secrets(raw).names


def with_secrets(raw: bytes, new: Mapping[str, str]) -> bytes:
    """secrets.yaml with further texts; every other byte stays.

    Raises:
        StationError: it cannot be read, or a name is taken by now.
    """
    known = Secrets(raw)
    if known.problems or known.names & new.keys():
        raise StationError("station.edit_not_possible")
    text = raw.decode("utf-8-sig")
    for name, value in new.items():
        text = set_value(text, (name,), value)
    return text.encode()


def without_secrets(raw: bytes, gone: Collection[str]) -> tuple[bytes, dict[str, str]]:
    """secrets.yaml without some texts, and these; every other byte stays.

    Raises:
        StationError: it cannot be edited.
    """
    known = Secrets(raw)
    texts = {name: text for name in gone if (text := known.text(name)) is not None}
    left = raw.decode("utf-8-sig")
    if texts and texts.keys() == known.names:  # a mapping without any entry is no YAML
        lines = left.splitlines(keepends=True)
        return "".join(line for line in lines if line.startswith("#")).encode(), texts
    for name in texts:
        left = remove(left, (name,))
    return left.encode(), texts


def asked_names(file: str, raw: bytes) -> frozenset[str]:
    """The names that a text of station.yaml asks for; none where it is no YAML."""
    root, _ = parse(file, raw, Secrets(b""))
    return frozenset() if root is None else frozenset(_asked_names(root))


def _asked_names(root: Node) -> Iterator[str]:
    open_nodes = [root]
    while open_nodes:
        node = open_nodes.pop()
        open_nodes += node.children.values()
        if node.secret:
            yield node.secret


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}-{number}"
