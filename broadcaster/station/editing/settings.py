"""station.yaml and secrets.yaml as texts: what is wrong, secrets, versions without passwords. Pure.

A new secret gets its own name. One that station.yaml asks for no more is removed: no password outlives its
use, and no history keeps it. Whoever takes a change back at once puts the removed texts back with it.

In a version, a password that moved to secrets.yaml is asked for there, so that it can come back. One that
is nowhere now is masked, and the version is only looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from broadcaster.core.errors import StationError
from broadcaster.station.forms.form import Form
from broadcaster.station.forms.settings import StationForm, settings_of
from broadcaster.station.forms.validation import typed
from broadcaster.station.loading.secrets import MASK, Secret, Secrets, masked, may_show, passwords
from broadcaster.station.model.names import plain_name
from broadcaster.station.model.settings import Settings
from broadcaster.station.yaml.problems import BadStation, Problem
from broadcaster.station.yaml.structure import remove, set_value
from broadcaster.station.yaml.tree import START, Node, parse
from broadcaster.station.yaml.writing import Bare

FILE = "station.yaml"


def settings_faults(raw: bytes, secrets: bytes) -> list[Problem]:
    """What is wrong with a station.yaml; whether what it names exists elsewhere is not asked."""
    return _read(raw, secrets)[1]


def settings_in(raw: bytes, secrets: bytes) -> Settings:
    """What a station.yaml says; the arguments are those of `settings_faults`.

    Raises:
        BadStation: it has errors.
    """
    form, problems = _read(raw, secrets)
    if form is None:
        raise BadStation(tuple(problems))
    return settings_of(form)


def _read(raw: bytes, secrets: bytes) -> tuple[Form | None, list[Problem]]:
    root, problems = parse(FILE, raw, Secrets(secrets))
    if root is None and not problems:
        empty = Problem(file=FILE, line=START.line, column=START.column, code="station.empty_file")
        return None, [empty]
    if root is None or problems:
        return None, problems
    return typed(FILE, root, StationForm)


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


def with_secrets(raw: bytes, new: Mapping[str, Secret]) -> bytes:
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


def without_secrets(raw: bytes, gone: Collection[str]) -> tuple[bytes, dict[str, Secret]]:
    """secrets.yaml without some texts, and these; every other byte stays.

    Raises:
        StationError: it cannot be edited.
    """
    known = Secrets(raw)
    texts = {name: entry for name in gone if (entry := known.entry(name)) is not None}
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


def redacted(raw: bytes, now: bytes, apart: bytes) -> bytes:
    """The version as it may be kept; unchanged where it shows nothing that the file does not show itself.

    Args:
        now: the file as it is.
        apart: secrets.yaml.
    """
    if raw == now or not may_show(raw):
        return raw
    current, old = _tree(now), _tree(raw)
    if current is None:  # nobody knows what it holds
        return raw
    text = raw.decode("utf-8", "replace")
    if old is None:
        return masked(text).encode()
    shown = {str(node.data) for _, node in passwords(current)}
    moved = _names(now, apart)
    try:
        for path, node in passwords(old):
            if (password := str(node.data)) not in shown:
                name = moved.get(password)
                text = set_value(text, path, masked_value(password) if name is None else asked(name))
    except StationError:  # written in a way that is not edited
        return masked(text).encode()
    return text.encode()


def is_masked(text: str) -> bool:
    """True for a version in which a password is missing: it must not come back."""
    return MASK in text


def masked_value(password: str) -> str:
    """What stands for a password; an address is shown without it."""
    shown = masked(password)
    return MASK if shown == password else shown


def _names(now: bytes, apart: bytes) -> Mapping[str, str]:
    """The names under which the file asks for texts, by these."""
    secrets = Secrets(apart)
    texts = ((secrets.text(name), name) for name in sorted(asked_names(FILE, now)))
    return {text: name for text, name in texts if text is not None}


def _tree(raw: bytes) -> Node | None:
    return parse(FILE, raw, Secrets(b""))[0]
