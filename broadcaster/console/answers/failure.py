"""The one shape of the API's errors."""

from __future__ import annotations

from typing import Any

from broadcaster.answers import answer


@answer
class Fault:
    """What is wrong: a code of the catalogue with its facts, and the sentence for people."""

    code: str
    facts: dict[str, Any]
    message: str
    """in the language of the request"""
    hint: str | None
    """what to do about it"""


@answer
class Failure:
    """The body of every answer that is an error."""

    error: Fault
