"""Writes values as YAML, and edits one entry of a file that people wrote: every other byte stays as it is.

A mapping's entry is set or removed by splicing between the marks of the parsed tree. Whoever calls
must load the result and compare (`station.editing.lexicon` does): a splice that came out wrong must never
reach the disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from broadcaster.station.yaml.problems import few_directives

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


_PLAIN_SCALAR = re.compile(r"[^\W_][\w ./-]*(?<![ .])")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Entry = tuple[yaml.Node, yaml.Node]


def with_entry(text: str, path: tuple[str, ...], key: str, value: str) -> str:
    """The text with `key: value` in the mapping at `path`, in place of an entry of that key.

    Args:
        text: a YAML document whose root is a mapping, or one without content.
        path: keys that lead to the mapping; made if it is not there.
        key: the entry's key, compared as it is written.
    """
    root = _root(text)
    mapping = _below(root, path)
    if mapping is None and path:
        return _inserted(text, _below(root, path[:-1]), path[-1], {key: value})
    for written, old in _entries(mapping):
        if written.value == key:
            return _replaced(text, old, text_scalar(value))
    return _inserted(text, mapping, key, value)


def without_entry(text: str, path: tuple[str, ...], key: str) -> str:
    """The text without the entry of `key` in the mapping at `path`; that key too if nothing is left."""
    mapping = _below(_root(text), path)
    found = next((e for e in _entries(mapping) if e[0].value == key), None) if mapping else None
    if mapping is None or found is None:
        return text
    if len(mapping.value) == 1 and path:
        return without_entry(text, path[:-1], path[-1])
    return _cut_flow(text, mapping, found) if mapping.flow_style else _cut_block(text, found)


def with_section(text: str, key: str, section: str) -> str:
    """The text with the lines of `section` in place of the entry of `key` at the top, or behind all others.

    Comments above and below that entry stay; those inside it go.

    Args:
        text: a YAML document whose root is a mapping in block style, or one without content.
        section: its new lines, that of the key included.
    """
    glue = "" if not text or text.endswith("\n") else "\n"
    for written, old in _entries(_root(text)):
        if written.value == key:
            start = text.rfind("\n", 0, written.start_mark.index) + 1
            return text[:start] + section + text[_end_of_line(text, _end(old)) :]
    return f"{text}{glue}{section}"


def without_section(text: str, key: str) -> str:
    """The text without the entry of `key` at the top; comments above and below it stay."""
    return with_section(text, key, "") if any(k.value == key for k, _ in _entries(_root(text))) else text


def text_scalar(text: str) -> str:
    """A text as a YAML scalar that is a text in a block and in a flow."""
    return text if _PLAIN_SCALAR.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _end(node: yaml.Node) -> int:
    """Where the writing of a value ends: the parser counts what follows a block, such as comments, to it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    return node.end_mark.index


def _end_of_line(text: str, index: int) -> int:
    if text[:index].endswith("\n"):
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def entry(key: str, value: str) -> str:
    """`key: value` as a line of YAML, without its line break."""
    return f"{text_scalar(key)}: {text_scalar(value)}"


def _root(text: str) -> yaml.MappingNode | None:
    root = yaml.compose(few_directives(text), Loader=_LOADER)
    return root if isinstance(root, yaml.MappingNode) else None


def _entries(mapping: yaml.MappingNode | None) -> Iterator[_Entry]:
    yield from mapping.value if mapping else ()


def _below(mapping: yaml.MappingNode | None, path: tuple[str, ...]) -> yaml.MappingNode | None:
    for step in path:
        below = next((value for key, value in _entries(mapping) if key.value == step), None)
        mapping = below if isinstance(below, yaml.MappingNode) else None
    return mapping


def _replaced(text: str, old: yaml.Node, new: str) -> str:
    end = old.end_mark.index
    written = text[old.start_mark.index : end]
    # A block text (`|`, `>`) ends with its line break.
    return text[: old.start_mark.index] + new + ("\n" if written.endswith("\n") else "") + text[end:]


def _inserted(text: str, mapping: yaml.MappingNode | None, key: str, value: str | dict[str, str]) -> str:
    """Put a new entry behind the last one."""
    if mapping is None or not mapping.value:
        return _first(text, mapping, key, value)
    first, last = mapping.value[0][0], mapping.value[-1][1]
    end = last.end_mark.index
    if mapping.flow_style:
        return f"{text[:end]}, {_flow(key, value)}{text[end:]}"
    line = _block(key, value, first.start_mark.column)
    if not text[:end].endswith("\n"):
        found = text.find("\n", end)
        end = len(text) if found < 0 else found + 1
    glue = "" if text[:end].endswith("\n") else "\n"
    return f"{text[:end]}{glue}{line}{text[end:]}"


def _first(text: str, mapping: yaml.MappingNode | None, key: str, value: str | dict[str, str]) -> str:
    if mapping is not None:  # {}
        inside = mapping.start_mark.index + 1
        return text[:inside] + _flow(key, value) + text[inside:]
    glue = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{glue}{_block(key, value, 0)}"


def _flow(key: str, value: str | dict[str, str]) -> str:
    if isinstance(value, str):
        return entry(key, value)
    inner = ", ".join(f"{text_scalar(k)}: {text_scalar(v)}" for k, v in value.items())
    return f"{text_scalar(key)}: {{{inner}}}"


def _block(key: str, value: str | dict[str, str], column: int) -> str:
    indent = " " * column
    if isinstance(value, str):
        return f"{indent}{entry(key, value)}\n"
    inner = "".join(f"{indent}  {text_scalar(k)}: {text_scalar(v)}\n" for k, v in value.items())
    return f"{indent}{text_scalar(key)}:\n{inner}"


def _cut_block(text: str, entry: _Entry) -> str:
    start = entry[0].start_mark.index
    start = text.rfind("\n", 0, start) + 1
    return text[:start] + text[_end_of_line(text, entry[1].end_mark.index) :]


def _cut_flow(text: str, mapping: yaml.MappingNode, entry: _Entry) -> str:
    index = mapping.value.index(entry)
    start, end = entry[0].start_mark.index, entry[1].end_mark.index
    if index + 1 < len(mapping.value):
        end = mapping.value[index + 1][0].start_mark.index
    elif index:
        start = mapping.value[index - 1][1].end_mark.index
    return text[:start] + text[end:]
