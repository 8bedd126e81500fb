"""Problems in a station's files: place, code and facts, worded when shown; YAML syntax errors among them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

import yaml

from broadcaster.core.errors import Phrase, StationError
from broadcaster.core.text.catalogue import hint, say, worded


class Severity(StrEnum):
    """An error keeps the station off the air; a warning is only shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault at one place. Line and column are 1-based; columns count code points."""

    file: str  # relative to the station folder
    line: int
    column: int
    code: str  # key of the text catalogue
    facts: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    advice: Phrase | None = None  # what to do, where there is more to say than the catalogue's advice

    @property
    def message(self) -> str:
        """What is wrong, in the chosen language."""
        return say(self.code, **self.facts)

    @property
    def hint(self) -> str | None:
        """What to do, in the chosen language; None where nothing can be advised.

        A fact `near` is the name that was probably meant: nothing helps more than that.
        """
        if self.advice is not None:
            return worded(self.advice)
        if near := self.facts.get("near"):
            return say("station.did_you_mean", near=near)
        return hint(self.code, **self.facts)

    def as_json(self) -> dict[str, object]:
        """The form of `check --format json`."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
        }

    def as_line(self) -> str:
        """The form `file:line:column: severity: message (hint)`.

        The severity is in the chosen language; `as_json` has its code.
        """
        facts: dict[str, object] = {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": say(f"common.severity.{self.severity}"),
            "text": self.message,
        }
        advice = self.hint
        if advice is None:
            return say("common.problem", **facts)
        return say("common.problem_with_hint", hint=advice, **facts)


class BadStation(StationError):
    """A station folder with at least one error; `problems` has all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("station.bad", count=sum(p.severity is Severity.ERROR for p in problems))
        self.problems = problems


# What both parsers (libyaml's and PyYAML's own) say, and what it means for a person. The flag
# says that the broken thing began at the place to look at. First match counts.
_KINDS: tuple[tuple[str, str, bool], ...] = (
    (r"quoted scalar", "station.yaml.quote", True),
    (r"could not find expected ':'", "station.yaml.no_colon", True),
    (r"mapping values are not allowed|expected ':'", "station.yaml.colon", False),
    (r"alias|anchor", "station.yaml.anchor", False),
    (r"directive|document start", "station.yaml.document", False),
    (r"flow sequence|flow mapping|expected ',' or|flow", "station.yaml.bracket", True),
    (r"cannot start any token", "station.yaml.first_character", False),
    (r"block scalar", "station.yaml.block", False),
    (r"block mapping|block collection|block sequence|block end", "station.yaml.indent", False),
    (r"tag|%", "station.yaml.tag", False),
)
_LATE = ("station.yaml.colon", "station.yaml.document")  # may be the fault of a line above
_DOCUMENT = ("---", "...", "%")
_ENTRY = re.compile(r"\s*+(?:- ++)*+[^\s#\"'\[{][^#]*?:(?:\s|$)")  # key: value
_GLUED = re.compile(r"\s*+(?:- ++)*+\w[\w ]*+:[^\s/]")  # key:value
_TAB = re.compile(r" *\t")
_DIRECTIVE = re.compile(r"(?:^|[\r\n])%")
_MOST_DIRECTIVES = 10


def few_directives(text: str) -> str:
    """The text itself, if it may be given to the parser.

    libyaml compares each `%TAG` line with all before it, and holds all threads meanwhile.

    Raises:
        yaml.MarkedYAMLError: it has more lines of that kind than anybody writes.
    """
    found = list(islice(_DIRECTIVE.finditer(text), _MOST_DIRECTIVES + 1))
    if len(found) > _MOST_DIRECTIVES:
        line = text.count("\n", 0, found[-1].end())
        raise yaml.MarkedYAMLError(
            problem="too many directives", problem_mark=yaml.Mark("", found[-1].end(), line, 0, None, 0)
        )
    return text


def syntax_fault(error: yaml.YAMLError, text: str) -> tuple[str, int, int]:
    """The code for a syntax error, its line and its column (1-based)."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return "station.yaml.broken", 1, 1
    said = f"{error.context or ''} {error.problem or ''}"
    place = error.problem_mark or error.context_mark
    lines = text.splitlines()
    if place and place.line < len(lines) and _TAB.match(lines[place.line]):
        return "station.yaml.tab", place.line + 1, lines[place.line].index("\t") + 1
    code, from_start = next(
        ((code, from_start) for pattern, code, from_start in _KINDS if re.search(pattern, said)),
        ("station.yaml.broken", False),
    )
    if code in _LATE and place is not None and (real := _real_fault(lines, place.line)) is not None:
        return real
    mark = (error.context_mark if from_start else None) or place
    return (code, mark.line + 1, mark.column + 1) if mark else (code, 1, 1)


def _real_fault(lines: list[str], index: int) -> tuple[str, int, int] | None:
    """What is wrong where the parser met a colon that it did not expect, if another line is to blame.

    A line without its colon is a text for the parser, and what follows goes on with it: so the parser
    complains one line late.

    Args:
        index: of the line in which the parser met the colon.

    Returns:
        Code, line and column, or None where the colon itself is the fault.
    """
    if index >= len(lines) or not _ENTRY.match(lines[index]):
        return None
    above = [n for n in range(index) if lines[n].strip() and not lines[n].lstrip().startswith("#")]
    if not above or lines[above[-1]].startswith(_DOCUMENT):
        return None
    first = above.pop()
    if _ENTRY.match(lines[first]):
        if _indent(lines[index]) <= _indent(lines[first]):
            return None
        return "station.yaml.extra_space", index + 1, _indent(lines[index]) + 1
    while above and not _ENTRY.match(lines[above[-1]]) and _indent(lines[above[-1]]) < _indent(lines[first]):
        first = above.pop()
    code = "station.yaml.no_space" if _GLUED.match(lines[first]) else "station.yaml.no_colon"
    return code, first + 1, _indent(lines[first]) + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
