"""Values as YAML: on one line, in a flow, or as lines behind a key or a dash."""

from __future__ import annotations

import json
import re
from typing import Any

Value = str | list[Any] | dict[str, Any]
"""What is written: texts, and lists and mappings of such. Times, numbers and yes or no are texts too."""


class Bare(str):
    """A text that is written bare: it has a tag, or other programs would take it for yes, no or a number."""

    __slots__ = ()


_PLAIN = re.compile(r"[^\W_][^\n\t:#\[\]{},&*!|>'\"%@`]*(?<! )")
_LIKE_OTHERS = re.compile(r"(?i)true|false|yes|no|on|off|null|~|[\d:.,_+-]+")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_STEP = 2  # columns of one level


def in_flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, list):
        return f"[{', '.join(map(in_flow, value))}]"
    return f"{{{', '.join(f'{scalar(key)}: {in_flow(inner)}' for key, inner in value.items())}}}"


def scalar(text: str) -> str:
    """A text on one line: bare where it cannot be taken for anything else."""
    plain = _PLAIN.fullmatch(text) and not _LIKE_OTHERS.fullmatch(text) and not _UNPRINTABLE.search(text)
    if isinstance(text, Bare) or plain:
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """A text in quotation marks; what YAML does not take as it is stands there as its number."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def entry_lines(key: str, value: Value, column: int) -> str:
    """A key with its value, as whole lines at an indentation."""
    written = behind_key(value, column)
    return f"{' ' * column}{scalar(key)}:{'' if written.startswith(chr(10)) else ' '}{written}\n"


def behind_key(value: Value, column: int, *, behind_dash: bool = False) -> str:
    """A value behind its key or dash, without the last line break.

    Args:
        value: what is written.
        column: the indentation of the key or the dash.
        behind_dash: it stands behind a dash: a mapping begins on the same line.
    """
    inner = column + _STEP
    if isinstance(value, str):
        return (
            _block_text(value, inner) if "\n" in value.rstrip("\n") or value.endswith("\n") else scalar(value)
        )
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    if isinstance(value, list):
        if all(isinstance(each, str) and "\n" not in each for each in value):
            return in_flow(value)
        lines = "\n".join(f"{' ' * inner}- {behind_key(each, inner, behind_dash=True)}" for each in value)
        return f"\n{lines}"
    entries = "".join(entry_lines(key, each, inner) for key, each in value.items()).rstrip("\n")
    return entries.lstrip(" ") if behind_dash else f"\n{entries}"


def _block_text(text: str, column: int) -> str:
    """A text of several lines as a literal block, where such a block can hold it."""
    ends = len(text) - len(text.rstrip("\n"))
    plain = not re.search(r"[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]|\u2028|\u2029|\u0085|\ufeff", text)
    if not plain or text.startswith((" ", "\n")) or not text.strip():
        return _quoted(text)
    keep = "" if ends == 1 else "-" if ends == 0 else "+"
    if keep == "+":
        return _quoted(text)
    lines = text.rstrip("\n").split("\n")
    return f"|{keep}\n" + "\n".join(f"{' ' * column}{line}" if line else "" for line in lines)
