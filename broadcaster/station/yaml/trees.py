"""The trees of all files of a station, to find where something was written."""

from __future__ import annotations

from dataclasses import dataclass, field

from broadcaster.station.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, Mark, Node


@dataclass(frozen=True, slots=True)
class Place:
    """A file and its tree; no tree where the file cannot be read as YAML."""

    file: str
    root: Node | None

    def child(self, key: str) -> Node | None:
        """The value of a key at the top of the file, if it was written."""
        return self.root.children.get(key) if self.root else None

    def mark(self, *path: str | int) -> Mark:
        """Where the value at `path` stands, or the nearest thing above it."""
        return self.root.at(*path).mark if self.root else START

    def problem(
        self, mark: Mark, code: str, severity: Severity = Severity.ERROR, /, **facts: object
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
