"""Passwords kept apart: `password: !secret relay` in station.yaml, `relay: …` in secrets.yaml beside it.

The manner is Home Assistant's, which people know. secrets.yaml goes into no archive and no text of ours
shows what stands in it; a value is named by its name.

The key of a service names its host there too, `fpt: {text: …, host: api.fpt.ai}`, where whoever may write
station.yaml cannot: it is sent to no other host, and nothing else of the file to any service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from broadcaster.station.model.names import nearest, shown
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Node, Place, YamlMark, parse

FILE = "secrets.yaml"
MARK = b"!secret"  # where no file holds it, secrets.yaml is not even read
PASSWORDS = ("password", "api_key")  # keys
_IN_ADDRESS = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
_WRITTEN = re.compile(
    rf"""(?P<key>["']?(?:{"|".join(PASSWORDS)})["']?\s*:[^\S\n]*)(?!!secret)(?:"[^"\n]*"?|'[^'\n]*'?|[^\s#,}}][^,}}\n]*)"""
)
_NAMED = re.compile(rf"(?:{'|'.join(PASSWORDS)})[\"']?\s*:\s*(?!!secret)\S")
MASK = "••••"
_BOUND = {"text", "host"}  # what stands of the key of a service
_SPEAKING = ("services", "voices")  # keys of station.yaml whose values a service gets
_ALL = 0o004  # the right of everyone to read


Secret = str | dict[str, str]
"""What stands under a name: a text, or the key of a service with its host."""


def for_host(text: str, host: str) -> Secret:
    """The key of a service, for this host only."""
    return {"text": text, "host": host}


class Secrets:
    """What secrets.yaml holds, and what was wrong with it or with what asks for it."""

    def __init__(self, raw: bytes) -> None:
        root, self.problems = parse(FILE, raw)
        self._texts: dict[str, str] = {}
        self._hosts: dict[str, str] = {}
        if root is None:
            return
        if not isinstance(root.data, dict):
            self.problems.append(_problem(root.mark, "station.secrets_not_keys"))
        for name, node in root.children.items():
            if isinstance(node.data, str):
                self._texts[str(name)] = node.data
            elif isinstance(node.data, dict) and node.data.keys() == _BOUND and all(_texts(node)):
                self._texts[str(name)], self._hosts[str(name)] = _texts(node)
            else:
                self.problems.append(_problem(node.mark, "station.secret_not_text", key=shown(str(name))))

    @property
    def names(self) -> frozenset[str]:
        """All names."""
        return frozenset(self._texts)

    def text(self, name: str) -> str | None:
        """The value of a name; None where there is none."""
        return self._texts.get(name)

    def host(self, name: str) -> str:
        """The only host that a text is for; nothing where it is for none in particular."""
        return self._hosts.get(name, "")

    def entry(self, name: str) -> Secret | None:
        """What stands under a name; None where nothing does."""
        text, host = self.text(name), self.host(name)
        return text if text is None or not host else for_host(text, host)

    def fault(self, name: str, path: tuple[str, ...]) -> str:
        """The code of what speaks against a text at a place of station.yaml, or nothing."""
        keyed = len(path) == 3 and path[0] == "services" and path[2] == "api_key"
        if name not in self._texts:
            return "station.no_secret"
        if not keyed and (self.host(name) or not _is_for(path)):
            return "station.secret_not_here"
        return "station.secret_without_host" if keyed and not self.host(name) else ""

    def near(self, name: str) -> str:
        """The name that was probably meant, or nothing."""
        return "" if name in self._texts else nearest(name, self._texts) or ""


def exposed(root: Path, station: Place, *, used: bool) -> Iterator[Problem]:
    """Warn of a file that everyone on this computer may read although a password stands in it."""
    written = next(passwords(station.root), None) if station.root is not None else None
    if written is not None and _readable(root / station.file):
        yield station.problem(
            written[1].mark, "station.password_readable", Severity.WARNING, written=station.file
        )
    if used and _readable(root / FILE):
        place = Place(FILE, None)
        yield place.problem(START, "station.secrets_readable", Severity.WARNING, written=FILE)


def passwords(root: Node) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Where passwords stand in a tree as they are: the way there, and the text."""
    open_nodes: list[tuple[tuple[str | int, ...], Node]] = [((), root)]
    while open_nodes:
        path, node = open_nodes.pop()
        open_nodes += [((*path, key), child) for key, child in node.children.items()]
        text = "" if node.secret or not isinstance(node.data, str) else node.data
        if text and ((path[-1:] and path[-1] in PASSWORDS) or holds_password(text)):
            yield path, node


def holds_password(address: str) -> bool:
    """True for an address with a name and a password in it."""
    return _IN_ADDRESS.search(address) is not None


def masked(text: str) -> str:
    """A text of station.yaml, also one that is no YAML, without the passwords that stand in it."""
    shown = _WRITTEN.sub(rf"\g<key>{MASK}", text)
    return _IN_ADDRESS.sub(f"://{MASK}@", shown)


def may_show(raw: bytes) -> bool:
    """False for a file in which certainly no password stands as it is; quick."""
    text = raw.decode("utf-8", "replace")
    return _NAMED.search(text) is not None or holds_password(text)


def _is_for(path: tuple[str, ...]) -> bool:
    """True for a place whose value is shown to nobody: whoever writes station.yaml may not read secrets."""
    match path:
        case ("sources", *_) | ("notices", "to", _, "mail" | "sms" | "url") | ("notices", "mail", "user"):
            return True
        case ("keying", "on" | "off" | "user") | ("zones", _, "keying", "on" | "off" | "user"):
            return True
        case _:
            return path[-1:] == ("password",) and path[0] not in _SPEAKING


def _texts(node: Node) -> tuple[str, str]:
    """Text and host of a key; "" where one is none."""
    text, host = (node.children[key].data for key in ("text", "host"))
    return (text if isinstance(text, str) else "", host.lower() if isinstance(host, str) else "")


def _readable(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _ALL)
    except OSError:
        return False


def _problem(mark: YamlMark, code: str, **facts: object) -> Problem:
    return Problem(file=FILE, line=mark.line, column=mark.column, code=code, facts=facts)
