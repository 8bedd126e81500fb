"""What readers tell people about pages."""

from __future__ import annotations

from collections.abc import Sequence

from broadcaster.letters.model import ReaderNote


def page_note(code: str, pages: Sequence[int]) -> tuple[ReaderNote, ...]:
    """A note that names pages; none where there are none.

    Args:
        code: a key of the text catalogue with the fact `pages`.
        pages: from 1, ascending.
    """
    return (ReaderNote(code=code, facts=(("pages", listed(pages)),)),) if pages else ()


def listed(numbers: Sequence[int]) -> str:
    """Ascending numbers, three and more in a row as a range: "2, 5–9"."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    parts = [f"{row[0]}–{row[-1]}" if len(row) > 2 else ", ".join(map(str, row)) for row in rows]
    return ", ".join(parts)
