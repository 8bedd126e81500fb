"""What is wrong with a station's files: facts with a place, worded only when shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from broadcaster.errors import Phrase, StationError
from broadcaster.text import hint, say, worded


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
