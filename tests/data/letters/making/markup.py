"""The letters of the corpus as plain markup: what each line of a letter is, whatever format it is made into.

A letter begins with `=== name form key=value …`. Each line begins with what it is:

    O  origin          L, R  left and right column of the head    S  stamp        C  centred line of the head
    T  addressees      B  basis        P  paragraph               D  the kind once more, before the body
    1 … 9 number|text  an item, its level and its number          |  a row of a table, |! its heading
    N  recipients      G  signature    E  electronic signature    A  anything of an appendix, as above
    H, F  running head and foot, with {page} and {pages}          W  watermark    X  a hidden section

Inside a line: `{fn:…}` a footnote, `{del:…}` and `{ins:…}` tracked changes, `{sdt:…}` a content control.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_MARK = re.compile(r"\{(fn|del|ins|sdt):([^}]*)\}")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=\S)")
_FACT = re.compile(r"\d+(?:[.,:/h-]\d+)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the markup."""

    what: str  # its letter; "item" for an item
    text: str
    number: str = ""
    level: int = 0
    appendix: bool = False


@dataclass(slots=True)
class Source:
    """A letter as its markup."""

    name: str
    form: str
    options: dict[str, str]
    lines: list[Line] = field(default_factory=list)

    def of(self, *what: str) -> list[Line]:
        """The lines of some kinds, without those of the appendix."""
        return [line for line in self.lines if line.what in what and not line.appendix]


def sources(text: str) -> list[Source]:
    """All letters of a markup file."""
    found: list[Source] = []
    for raw in text.splitlines():
        if raw.startswith("==="):
            name, form, *options = raw[3:].split()
            split = [option.partition("=") for option in options]
            found.append(Source(name, form, {key: value or "yes" for key, _, value in split}))
        elif raw.strip():
            found[-1].lines.append(_line(raw))
    return found


def _line(raw: str) -> Line:
    appendix = raw.startswith("A ")
    rest = raw[2:] if appendix else raw
    what, text = rest.split(" ", 1)
    if what.isdigit():
        number, text = text.split("|", 1)
        return Line("item", text.strip(), number, int(what), appendix)
    return Line(what, text.strip(), appendix=appendix)


def runs(text: str) -> list[tuple[str, str]]:
    """(mark, words) in order; mark is "" for plain words."""
    parts: list[tuple[str, str]] = []
    done = 0
    for hit in _MARK.finditer(text):
        if hit.start() > done:
            parts.append(("", text[done : hit.start()]))
        parts.append((hit[1], hit[2]))
        done = hit.end()
    if done < len(text):
        parts.append(("", text[done:]))
    return parts


def plain(text: str) -> str:
    """The words as they are read on paper: deleted ones and footnotes away."""
    return "".join(words for mark, words in runs(text) if mark not in ("fn", "del"))


def cells(line: Line) -> list[str]:
    """The cells of a table's row."""
    return [cell.strip() for cell in line.text.split("|")]


def expectation(source: Source) -> dict[str, Any]:
    """What a reader, the classifier and the draft must make of the letter."""
    body, items, behind, counts = [], [], False, False
    for line in source.lines:
        # What stands behind the first line of an appendix belongs to it.
        behind = behind or line.appendix
        if line.what in ("B", "P", "item") or (line.appendix and line.what == "C"):
            body += _SENTENCE.split(plain(line.text))
        elif line.what in ("|", "|!"):
            row = cells(line)
            counts = row[0] in ("TT", "STT") if line.what == "|!" else counts
            body += (
                row[1:] if counts and line.what == "|" else row
            )  # a column that only counts may stay unsaid
        if line.what == "item" and not behind:
            items.append([line.level, line.number, plain(line.text)])
    never = [
        plain(line.text) for line in source.of("L", "R", "C", "T", "S", "N", "G", "E", "D", "H", "F", "W")
    ]
    never = [re.split(r"\s{3,}|[-/\s]*\{page", line)[0] for line in never]
    notes = [words for line in source.lines for mark, words in runs(line.text) if mark == "fn"]
    gone = [words for line in source.lines for mark, words in runs(line.text) if mark == "del"]
    gone += [line.text for line in source.of("X")]
    return {
        "origin": " ".join(line.text for line in source.of("O")),
        "body": body,
        "never": [line for line in never if len(line) > 5 and line not in " ".join(body)],
        "items": items,
        "facts": [fact for sentence in body for fact in _FACT.findall(sentence)],
        "kept": notes,  # in the draft, spoken or not
        "deleted": gone,  # nowhere in the draft
        **({"until": source.options["until"]} if "until" in source.options else {}),
        **({"emergency": True} if "urgent" in source.options else {}),
    }
