"""What an examination finds: one line, good, doubtful or bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the examination: a code of the catalogue and its facts."""

    level: Grade
    code: str
    facts: dict[str, object] = field(default_factory=dict)


def ok(code: str, /, **facts: object) -> Finding:
    """Something is as it should be."""
    return Finding(level=Grade.OK, code=code, facts=facts)


def warn(code: str, /, **facts: object) -> Finding:
    """Something is doubtful."""
    return Finding(level=Grade.WARN, code=code, facts=facts)


def fail(code: str, /, **facts: object) -> Finding:
    """Something is broken."""
    return Finding(level=Grade.FAIL, code=code, facts=facts)
