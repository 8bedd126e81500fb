"""The blocks of a text: each list item is one, and a wrapped paragraph is one."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A shorter line was ended by its writer, not wrapped by an editor.
_WRAPPED = 55
_ENDS = re.compile(r"[.!?:;…]\W*$")
_ITEM = re.compile(
    r"\s*(?:[-+*•]|\(?\d{1,2}[.)/]|\(?[a-zđ][.)]|[IVX]+[./)]|(?:Điều|Chương|Mục|Nơi nhận|Kính gửi)\b)",
    re.IGNORECASE,
)


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each block; together they cover the text, line ends included."""
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    start = end = 0
    previous = ""
    for line in lines:
        held = text[start:end].strip()
        if held and line.strip() and not (previous.strip() and _continues(previous, line)):
            yield start, end
            start = end
        end += len(line)
        previous = line
    if end > start:
        yield start, end


def _continues(line: str, following: str) -> bool:
    head, tail = line.strip(), following.strip()
    if _ITEM.match(tail) or _ENDS.search(head):
        return False
    if head.endswith(",") or tail[0].islower():
        return True
    return len(head) >= _WRAPPED and not head.isupper() and not tail.isupper()
