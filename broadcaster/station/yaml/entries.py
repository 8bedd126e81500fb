"""Edits of a YAML file that make the groups around a value, and take them away with their last one."""

from __future__ import annotations

from typing import Any

from broadcaster.station.yaml.structure import Path, data_of, insert_item, remove, set_value
from broadcaster.station.yaml.writing import Value

_IN_GROUP = 2  # steps to an entry of a group at the top, such as `valid.until`


def put(text: str, path: Path, value: Value | None) -> str:
    """The text with `value` at `path`, whose groups are made where they are missing; None takes it away.

    A group at the top goes with its last entry.
    """
    group = written(text, path[:-1])
    if value is not None:
        if path[:-1] and not isinstance(group, dict):
            return put(text, path[:-1], {str(path[-1]): value})
        return set_value(text, path, value)
    if not isinstance(group, dict) or path[-1] not in group:
        return text
    return remove(text, path[:1] if len(path) == _IN_GROUP and len(group) == 1 else path)


def add_item(text: str, path: Path, item: Value) -> str:
    """The text with one more item at the end of a list, which is made where it is missing."""
    items = written(text, path)
    if isinstance(items, list) and items:
        return insert_item(text, path, len(items), item)
    return put(text, path, [item])


def drop(text: str, path: Path) -> str:
    """The text without what stands at `path`, and without what holds nothing else.

    Of a file that says nothing else the comments above stay.
    """
    while path[:-1] and len(written(text, path[:-1])) == 1:
        path = path[:-1]
    if path[:-1] or len(data_of(text)) > 1:
        return remove(text, path)
    lines = text.splitlines(keepends=True)
    said = (at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    return "".join(lines[: next(said, 0)])


def value_at(data: object, path: Path) -> Any:  # noqa: ANN401 - what stands in a file
    """What stands at a path of keys; None where nothing does."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def written(text: str, path: Path) -> Any:  # noqa: ANN401 - what stands in a file
    """The same of a file's text."""
    return value_at(data_of(text), path) if text.strip() else None
