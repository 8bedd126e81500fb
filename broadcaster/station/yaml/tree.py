"""YAML text as a tree of texts with their places, and the trees of all files of a station.

Every scalar stays text, so that none of YAML's guesses (`16:30` → 990, `no` → False) can happen.
The tree is built from parse events without recursion; aliases are refused when they are met and
depth is bounded, so neither an anchor bomb nor a million brackets costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

import yaml

from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.text.forms import in_order, nfc
from broadcaster.station.model.names import shown
from broadcaster.station.yaml.problems import Problem, Severity, few_directives, syntax_fault

DEEPEST = 20  # our formats need 5
MOST_PROBLEMS = 100  # reported for one file; the rest is counted
_MOST_CONTROLS = 10  # reported for one file: a picture that was named .yaml holds thousands
_BREAK = re.compile(r"\r\n|\r|\n")
# What no text of ours holds: controls other than tab and line breaks, and the breaks that YAML
# counts as lines but editors do not.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_ESCAPED = re.compile(
    rf"{_CONTROL.pattern}|\r"
)  # in a value, where a line ends with \n however it is written
_SECRET = "!secret"  # noqa: S105 - the tag, not a secret
_STANDARD_TAG = "tag:yaml.org,2002:"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class SecretTexts(Protocol):
    """Texts that are kept apart, by their names."""

    def text(self, name: str) -> str | None:
        """The text, or None where there is none of that name."""

    def near(self, name: str) -> str:
        """The name that was probably meant, or nothing."""

    def host(self, name: str) -> str:
        """The only host that the text is for; nothing where it is for none in particular."""

    def fault(self, name: str, path: tuple[str, ...]) -> str:
        """The code of what speaks against this text at that place, or nothing."""


@dataclass(frozen=True, slots=True, order=True)
class YamlMark:
    """A place in a file; both 1-based, columns in code points."""

    line: int
    column: int


START = YamlMark(1, 1)


@dataclass(slots=True)
class Node:
    """A written value with its place.

    `data` is a `str`, a `list` or a `dict` of such; `children` and `keys` hold the same tree with
    places. A broken node has been reported already: what follows from it is not.
    """

    data: str | list[object] | dict[str, object]
    mark: YamlMark
    text_line: int = 1  # the line on which a text begins, below the `|` of a block
    keys: dict[str, YamlMark] = field(default_factory=dict)
    children: dict[str | int, Node] = field(default_factory=dict)
    broken: bool = False
    secret: str = ""  # the name under which the text is kept apart: then it is shown nowhere
    host: str = ""  # the only host that such a text is for

    def at(self, *path: str | int) -> Node:
        """The node below, or the nearest one above it that was written."""
        node = self
        for step in path:
            if step not in node.children:
                break
            node = node.children[step]
        return node


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come yet."""

    node: Node
    key: str | None = None  # a mapping's key that waits for its value
    skips_value: bool = False  # the value that comes belongs to a key already reported


class _Builder:
    """Turns parse events into one tree and gathers what our files may not hold."""

    def __init__(self, file: str, text: str, secrets: SecretTexts | None) -> None:
        self.file = file
        self._secrets = secrets
        self._end = inside(text, YamlMark(len(text) + 2, 1))
        self.root: Node | None = None
        self._problems: list[Problem] = []
        self._rest = 0
        self._open: list[_Open] = []

    def problems(self) -> list[Problem]:
        """What was found, up to the bound, and how many more there were."""
        return [*self._problems, *more(self._problems, self._rest)]

    def take(self, event: yaml.Event) -> bool:
        """Add one event; False ends the reading of a file that is beyond use."""
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_marks(event)
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_marks(event)
            if len(self._open) >= DEEPEST:
                self._problem("station.too_deep", self._mark(event), limit=DEEPEST)
                return False
            data: list[object] | dict[str, object] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._open.append(_Open(Node(data, self._mark(event))))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._place(self._open.pop().node)
        elif isinstance(event, yaml.AliasEvent):
            self._problem("station.anchor", self._mark(event), written=f"*{shown(event.anchor or '')}")
            self._place(Node("", self._mark(event), broken=True))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._problem("station.many_documents", self._mark(event))
            return False
        return True

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._problem("station.anchor", self._mark(event), written=f"&{shown(event.anchor)}")
        if event.tag == _SECRET and isinstance(event, yaml.ScalarEvent) and self._secrets is not None:
            return
        if event.tag == _SECRET:
            self._problem("station.secret_elsewhere", self._mark(event))
        elif event.tag and event.tag != "!":
            short = event.tag.replace(_STANDARD_TAG, "!!")
            self._problem("station.tag", self._mark(event), written=shown(short))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        mark = self._mark(event)
        block = event.style in ("|", ">")
        node = Node(in_order(nfc(event.value)), mark, mark.line + block)
        if found := _ESCAPED.search(event.value):  # written as an escape
            self._problem("station.control_character", mark, written=_named(found))
            node.broken = True
        if event.tag == _SECRET and self._secrets is not None:
            self._reveal(node, self._secrets)
        top = self._open[-1] if self._open else None
        if top and isinstance(top.node.data, dict) and top.key is None and not top.skips_value:
            self._key(top, node)
            return
        # `implicit[0]` is true for plain scalars only: "" in quotes is a text, nothing is a slip.
        if not node.data and event.implicit[0] and top and not top.skips_value:
            self._problem("station.no_value", mark, key=shown(top.key or "-"))
            node.broken = True
        self._place(node)

    def _reveal(self, node: Node, secrets: SecretTexts) -> None:
        """Put the text that is kept apart in the place of its name."""
        node.secret = str(node.data)
        fault = secrets.fault(node.secret, tuple(one.key or "" for one in self._open))
        if fault:
            node.broken = True
            facts = {"written": shown(node.secret), "near": secrets.near(node.secret)}
            self._problem(fault, node.mark, **facts)
        else:
            node.data, node.host = secrets.text(node.secret) or "", secrets.host(node.secret)

    def _key(self, top: _Open, node: Node) -> None:
        key = str(node.data)
        if key in top.node.keys:
            self._problem("station.twice", node.mark, key=shown(key), first=top.node.keys[key].line)
            top.skips_value = True
            return
        top.node.keys[key] = node.mark
        top.key = key

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        top = self._open[-1]
        parent = top.node
        if isinstance(parent.data, list):
            parent.children[len(parent.data)] = node
            parent.data.append(node.data)
        elif top.skips_value:
            top.skips_value = False
        elif top.key is None:
            self._problem("station.key_not_text", node.mark)
            top.skips_value = True
        elif isinstance(parent.data, dict):
            parent.children[top.key] = node
            parent.data[top.key] = node.data
            top.key = None

    def _mark(self, event: yaml.Event) -> YamlMark:
        """Where an event begins; what is missing at the end may be marked behind it."""
        start = event.start_mark
        mark = YamlMark(start.line + 1, start.column + 1) if start else START
        return min(mark, self._end)

    def _problem(self, code: str, mark: YamlMark, **facts: object) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(_problem(self.file, code, mark, **facts))
        else:
            self._rest += 1


def parse(file: str, raw: bytes, secrets: SecretTexts | None = None) -> tuple[Node | None, list[Problem]]:
    """Read one YAML file.

    Args:
        secrets: what `!secret name` stands for; None where it may not be written.

    Returns:
        The tree, and what is wrong with it as YAML. There is no tree (None) for a file that is
        empty or cannot be read to its end.
    """
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        mark = _place_of(raw[: error.start].decode("utf-8", "replace"))
        return None, [_problem(file, "station.not_utf8", mark)]
    if controls := list(islice(_CONTROL.finditer(text), _MOST_CONTROLS)):
        return None, [_control(file, text, found) for found in controls]
    builder = _Builder(file, text, secrets)
    try:
        if not all(map(builder.take, _events(text))):
            return None, builder.problems()
    except yaml.YAMLError as error:
        code, line, column = syntax_fault(error, text)
        broken = _problem(file, code, inside(text, YamlMark(line, column)))
        return None, [*builder.problems(), broken]
    root = builder.root
    empty = root is None or (root.data == "" and not root.broken)
    return (None if empty else root), builder.problems()


def more(reported: list[Problem], rest: int) -> list[Problem]:
    """The problem that stands for `rest` others of the same file."""
    if not rest:
        return []
    last = reported[-1]
    facts = {"count": rest}
    return [Problem(file=last.file, line=last.line, column=last.column, code="station.more", facts=facts)]


def bounded(problems: Sequence[Problem], most: int) -> list[Problem]:
    """The first of the problems, and one that stands for the rest."""
    first = list(problems[:most])
    return [*first, *more(first, len(problems) - len(first))]


def inside(text: str, mark: YamlMark) -> YamlMark:
    """The place itself, or the last one of the file where it lies behind the end."""
    lines = _BREAK.split(text)
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    line = max(1, min(mark.line, len(lines)))
    column = mark.column if line == mark.line else len(lines[line - 1]) + 1
    return YamlMark(line, max(1, min(column, len(lines[line - 1]) + 1)))


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(few_directives(text), Loader=_LOADER)
    return events


def _place_of(before: str) -> YamlMark:
    lines = _BREAK.split(before.removeprefix("\ufeff"))
    return YamlMark(len(lines), len(lines[-1]) + 1)


def _control(file: str, text: str, found: re.Match[str]) -> Problem:
    place = _place_of(text[: found.start()])
    return _problem(file, "station.control_character", place, written=_named(found))


def _named(sign: re.Match[str]) -> str:
    return f"U+{ord(sign.group()):04X}"


def _problem(file: str, code: str, mark: YamlMark, **facts: object) -> Problem:
    return Problem(file=file, line=mark.line, column=mark.column, code=code, facts=facts)


@dataclass(frozen=True, slots=True)
class Place:
    """A file and its tree; no tree where the file cannot be read as YAML."""

    file: str
    root: Node | None

    def child(self, key: str) -> Node | None:
        """The value of a key at the top of the file, if it was written."""
        return self.root.children.get(key) if self.root else None

    def node(self, *path: str | int) -> Node | None:
        """The value at `path`, if it was written."""
        node = self.root
        for step in path:
            node = node.children.get(step) if node else None
        return node

    def mark(self, *path: str | int) -> YamlMark:
        """Where the value at `path` stands, or the nearest thing above it."""
        return self.root.at(*path).mark if self.root else START

    def problem(
        self, mark: YamlMark, code: str, severity: Severity = Severity.ERROR, /, **facts: object
    ) -> Problem:
        """A problem in this file."""
        return Problem(
            file=self.file, line=mark.line, column=mark.column, code=code, facts=facts, severity=severity
        )


@dataclass(slots=True)
class Trees:
    """All trees, by id. Broken files are among them: what they are called is known all the same."""

    station: Place = field(default_factory=lambda: Place("station.yaml", None))
    calendar: Place = field(default_factory=lambda: Place("calendar.yaml", None))
    regulation: Place = field(default_factory=lambda: Place("regulation.yaml", None))
    messages: dict[str, Place] = field(default_factory=dict)
    schedules: dict[str, Place] = field(default_factory=dict)
    approvals: dict[str, Place] = field(default_factory=dict)
    services: dict[str, Place] = field(default_factory=dict)


def problems_of(
    kind: Kind, place: Place, job: Callable[[], Iterable[Problem]], severity: Severity = Severity.ERROR
) -> list[Problem]:
    """The problems that a job finds in a file, or the one that the job failed."""
    try:
        return list(job())
    except Exception as error:
        fault = fault_of(kind, place.file, error)
        return [place.problem(START, fault.code, severity, **fault.facts)]
