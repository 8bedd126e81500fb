"""An earlier version of station.yaml without the passwords that the file holds no more. Pure.

A password that moved to secrets.yaml is asked for there instead, so that the version can come back. One that
is nowhere now is masked, and the version is only looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

from broadcaster.errors import StationError
from broadcaster.station.editing.secrets import asked, asked_names
from broadcaster.station.editing.settings import FILE
from broadcaster.station.loading.secrets import MASK, Secrets, masked, may_show, passwords
from broadcaster.station.yaml.structure import set_value
from broadcaster.station.yaml.tree import Node, parse


def redacted(raw: bytes, now: bytes, apart: bytes) -> bytes:
    """The version as it may be kept; unchanged where it shows nothing that the file does not show itself.

    Args:
        raw: the version.
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
