"""Edits of the structure of a YAML file that people wrote: set, insert, move and remove values at a path.

Every byte that an edit does not concern stays as it is: comments, order, blank lines, quotes. A comment
belongs to what follows it, and goes with it. Each edit is computed twice, on the text and on the data, and is
given back only if both agree.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

from broadcaster.core.errors import StationError
from broadcaster.station.yaml.problems import few_directives
from broadcaster.station.yaml.writing import Bare, Value, behind_key, entry_lines, in_flow, scalar

Path = tuple[str | int, ...]
"""Keys of mappings and numbers of items, from the root."""

_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Tagging(_BASE):  # type: ignore[misc]  # the faster loader is there with some builds of PyYAML only
    """Makes texts only; one with a tag (`!secret relay`) keeps it, so that no edit beside it loses it."""


def _tagged(_loader: Any, suffix: str, node: yaml.Node) -> Bare:  # noqa: ANN401
    if not isinstance(node, yaml.ScalarNode):
        raise StationError("station.edit_not_possible")
    return Bare(f"!{suffix} {node.value}")


_Tagging.add_multi_constructor("!", _tagged)
_LOADER: Any = _Tagging


def set_value(text: str, path: Path, value: Value) -> str:
    """The text with `value` at `path`; a key that is not there yet is added behind the others.

    Raises:
        StationError: there is no such place.
    """
    return _checked(text, lambda data: _set(data, path, value), lambda: _text_set(text, path, value))


def rename_key(text: str, path: Path, name: str) -> str:
    """The text with another name for the key at `path`, in its place.

    Raises:
        StationError: there is no such key, or one of that name is there already.
    """

    def changed(data: Any) -> None:  # noqa: ANN401
        parent = _at(data, path[:-1])
        _has(parent, path[-1])
        if not isinstance(parent, dict) or name in parent:
            raise StationError("station.edit_not_possible")
        parent[name] = parent.pop(path[-1])

    return _checked(text, changed, lambda: _text_renamed(text, path, name))


def insert_item(text: str, path: Path, index: int, value: Value) -> str:
    """The text with a new item before the one of number `index` in the list at `path`."""

    def changed(data: Any) -> None:  # noqa: ANN401
        _list_at(data, path).insert(index, value)

    return _checked(text, changed, lambda: _text_insert(text, path, index, value))


def remove(text: str, path: Path) -> str:
    """The text without what stands at `path`, an item or an entry, and without the comment above it."""

    def changed(data: Any) -> None:  # noqa: ANN401
        parent = _at(data, path[:-1])
        _has(parent, path[-1])
        del parent[path[-1]]

    return _checked(text, changed, lambda: _text_remove(text, path))


def move_item(text: str, path: Path, index: int, to: int) -> str:
    """The text with the item of number `index` of the list at `path` moved to the place `to`."""

    def changed(data: Any) -> None:  # noqa: ANN401
        items = _list_at(data, path)
        _has(items, index)
        items.insert(to, items.pop(index))

    return _checked(text, changed, lambda: _text_move(text, path, index, to))


def written_at(text: str, path: Path) -> str:
    """The lines of an entry of a block mapping, with the comments above it that go with it.

    Raises:
        StationError: there is no such entry, or it stands in a flow.
    """
    parent = _collection(text, path[:-1])
    if not isinstance(parent, yaml.MappingNode) or parent.flow_style:
        raise StationError("station.edit_not_possible")
    known = [key.value for key, _ in parent.value]
    if path[-1] not in known:
        raise StationError("station.no_such_place", place=str(path[-1]))
    region = _regions(text, parent)[known.index(path[-1])]
    return text[region.lead : region.end]


def data_of(text: str) -> Any:  # noqa: ANN401 - a tree of texts
    """The data of a YAML text, every scalar a text. Raises StationError: it is no YAML."""
    try:
        return yaml.load(few_directives(text), Loader=_LOADER)  # noqa: S506 - BaseLoader makes texts only
    except yaml.YAMLError as error:
        raise StationError("station.edit_unreadable") from error


def _checked(text: str, change: Callable[[Any], None], edit: Callable[[], str]) -> str:
    """The edited text, if its data is what the same change of the data gives."""
    expected = copy.deepcopy(data_of(text)) if text.strip() else {}
    expected = {} if expected in (None, "") else expected
    change(expected)
    edited = edit()
    try:
        fits = yaml.load(edited, Loader=_LOADER) == expected  # noqa: S506 - BaseLoader makes texts only
    except yaml.YAMLError:
        fits = False
    if not fits:
        raise StationError("station.edit_not_possible")
    return edited


def _set(data: Any, path: Path, value: Value) -> None:  # noqa: ANN401
    parent = _at(data, path[:-1])
    if isinstance(parent, dict) and isinstance(path[-1], str):
        parent[path[-1]] = value
        return
    _has(parent, path[-1])
    parent[path[-1]] = value


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401
    for step in path:
        _has(data, step)
        data = data[step]
    return data


def _has(data: Any, step: str | int) -> None:  # noqa: ANN401
    fits = isinstance(data, dict) if isinstance(step, str) else isinstance(data, list)
    if not fits or (step not in data if isinstance(data, dict) else not 0 <= int(step) < len(data)):
        raise StationError("station.no_such_place", place=str(step))


def _list_at(data: Any, path: Path) -> list[Any]:  # noqa: ANN401
    found = _at(data, path)
    if not isinstance(found, list):
        raise StationError("station.no_such_place", place=".".join(map(str, path)))
    return found


@dataclass(frozen=True, slots=True)
class _Region:
    """The lines of an entry or an item, with the comments above it that belong to it."""

    lead: int  # where its comments begin
    start: int  # where its own line begins
    end: int  # behind its last line


def _node_at(text: str, path: Path) -> yaml.Node | None:
    node: yaml.Node | None = yaml.compose(few_directives(text), Loader=_LOADER)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            return None
    return node


def _collection(text: str, path: Path) -> yaml.CollectionNode | None:
    node = _node_at(text, path)
    return node if isinstance(node, yaml.CollectionNode) else None


def _in_flow(text: str, path: Path) -> Path | None:
    """The path of the outermost flow collection (`[…]`, `{…}`) in which a place stands; None for a block."""
    for length in range(len(path) + 1):
        node = _collection(text, path[:length])
        if node is not None and node.flow_style:
            return path[:length]
    return None


def _text_set(text: str, path: Path, value: Value) -> str:
    flow = _in_flow(text, path[:-1])
    if flow is not None:
        return _flow_rewritten(text, flow, lambda data: _set(data, path[len(flow) :], value))
    old = _node_at(text, path)
    if old is None:
        return _appended(text, path, value)
    parent = _collection(text, path[:-1])
    if parent is None:
        raise StationError("station.edit_not_possible")
    indent = _column(text, old, parent)
    end = _end(text, old)
    start = old.start_mark.index
    if isinstance(old, yaml.CollectionNode) and not old.flow_style and isinstance(path[-1], str):
        start = text.rindex(":", 0, start) + 1  # the value begins on a line of its own
    written = behind_key(value, indent, behind_dash=isinstance(path[-1], int))
    if written.startswith("\n"):
        start = len(text[:start].rstrip(" "))
    elif start and text[start - 1] == ":":
        written = f" {written}"
    return text[:start] + _before_comment(written, text, end)


def _before_comment(written: str, text: str, end: int) -> str:
    """A value and what follows it; a comment behind the old value on its line stays on the first line."""
    line = _end_of_line(text, end) - (1 if text[: _end_of_line(text, end)].endswith("\n") else 0)
    behind = text[end:line]
    first, mark, rest = written.partition("\n")
    if mark and behind.lstrip().startswith("#"):
        return f"{first}{behind}{mark}{rest}{text[line:]}"
    return written + text[end:]


def _column(text: str, node: yaml.Node, parent: yaml.CollectionNode) -> int:
    """The indentation of the entry or item in which a value stands."""
    if isinstance(parent, yaml.MappingNode):
        return int(parent.value[0][0].start_mark.column)
    return _dash(text, node) - (text.rfind("\n", 0, node.start_mark.index) + 1)


def _dash(text: str, item: yaml.Node) -> int:
    return text.rindex("-", 0, item.start_mark.index)


def _is_block_text(text: str, node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and text[node.start_mark.index : node.start_mark.index + 1] in (
        "|",
        ">",
    )


def _end(text: str, node: yaml.Node) -> int:
    """Where the writing of a value ends, without the blank lines and comments that follow it."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    end = int(node.end_mark.index)
    return len(text[:end].rstrip("\n ")) if _is_block_text(text, node) else end


def _end_of_line(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _regions(text: str, parent: yaml.CollectionNode) -> list[_Region]:
    """The regions of all entries of a block mapping, or items of a block list."""
    heads = [child[0] if isinstance(parent, yaml.MappingNode) else child for child in parent.value]
    tails = [child[1] if isinstance(parent, yaml.MappingNode) else child for child in parent.value]
    found: list[_Region] = []
    for head, tail in zip(heads, tails, strict=True):
        at = head.start_mark.index if isinstance(parent, yaml.MappingNode) else _dash(text, head)
        start = text.rfind("\n", 0, at) + 1
        if text[start:at].strip():
            start = at  # behind the dash of its item
        end = _end_of_line(text, _end(text, tail))
        # What stands on top of the file belongs to the file.
        lead = found[-1].end if found else _lead(text, start) or start
        found.append(_Region(min(lead, start), start, end))
    return found


def _lead(text: str, start: int) -> int:
    """Where the comment lines right above a first entry begin."""
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("#"):
            return start
        start = above
    return start


def _appended(text: str, path: Path, value: Value) -> str:
    """A key that is not there yet, behind the other entries of its mapping."""
    if not isinstance(path[-1], str):
        raise StationError("station.no_such_place", place=str(path[-1]))
    parent = _collection(text, path[:-1])
    if parent is None or not parent.value:
        if path[:-1]:
            return _text_set(text, path[:-1], {path[-1]: value})
        glue = "" if not text or text.endswith("\n") else "\n"
        return f"{text}{glue}{entry_lines(path[-1], value, 0)}"
    column = int(parent.value[0][0].start_mark.column)
    end = _regions(text, parent)[-1].end
    glue = "" if text[:end].endswith("\n") else "\n"
    return f"{text[:end]}{glue}{entry_lines(path[-1], value, column)}{text[end:]}"


def _text_renamed(text: str, path: Path, name: str) -> str:
    parent = _collection(text, path[:-1])
    if not isinstance(parent, yaml.MappingNode):
        raise StationError("station.edit_not_possible")
    key = parent.value[_index(parent, path[-1])][0]
    return text[: key.start_mark.index] + scalar(name) + text[key.end_mark.index :]


def _text_insert(text: str, path: Path, index: int, value: Value) -> str:
    flow = _in_flow(text, path)
    if flow is not None:
        return _flow_rewritten(
            text, flow, lambda data: _list_at(data, path[len(flow) :]).insert(index, value)
        )
    parent = _collection(text, path)
    if parent is None:
        raise StationError("station.edit_not_possible")
    regions = _regions(text, parent)
    column = _dash(text, parent.value[0]) - (text.rfind("\n", 0, parent.value[0].start_mark.index) + 1)
    at = regions[index].lead if index < len(regions) else regions[-1].end
    glue = "" if not at or text[:at].endswith("\n") else "\n"
    return f"{text[:at]}{glue}{' ' * column}- {behind_key(value, column, behind_dash=True)}\n{text[at:]}"


def _text_remove(text: str, path: Path) -> str:
    flow = _in_flow(text, path[:-1])
    if flow is not None:
        return _flow_rewritten(text, flow, lambda data: _at(data, path[len(flow) : -1]).__delitem__(path[-1]))
    parent = _collection(text, path[:-1])
    if parent is None:
        raise StationError("station.edit_not_possible")
    index = _index(parent, path[-1])
    region = _regions(text, parent)[index]
    if len(parent.value) == 1 and path[:-1]:
        # Nothing is left: an empty collection must be written as one.
        empty: Value = [] if isinstance(parent, yaml.SequenceNode) else {}
        return _text_set(text, path[:-1], empty)
    if text[region.start - 1 : region.start] not in ("", "\n"):
        # It stands on its dash's line: the next entry takes its place there.
        return text[: region.start] + text[parent.value[1][0].start_mark.index :]
    return text[: region.lead] + text[region.end :]


def _index(parent: yaml.CollectionNode, step: str | int) -> int:
    if isinstance(parent, yaml.SequenceNode):
        return int(step)
    return next(number for number, (key, _) in enumerate(parent.value) if key.value == step)


def _text_move(text: str, path: Path, index: int, to: int) -> str:
    flow = _in_flow(text, path)
    if flow is not None:

        def moved(data: Any) -> None:  # noqa: ANN401
            items = _list_at(data, path[len(flow) :])
            items.insert(to, items.pop(index))

        return _flow_rewritten(text, flow, moved)
    parent = _collection(text, path)
    if parent is None:
        raise StationError("station.edit_not_possible")
    regions = _regions(text, parent)
    blocks = [_whole_lines(text[each.lead : each.end]) for each in regions]
    blocks.insert(to, blocks.pop(index))
    joined = "".join(blocks)
    rest = text[regions[-1].end :]
    if not text[: regions[-1].end].endswith("\n") and not rest:
        joined = joined.rstrip("\n")
    return text[: regions[0].lead] + joined + rest


def _whole_lines(block: str) -> str:
    return block if block.endswith("\n") else f"{block}\n"


def _flow_rewritten(text: str, path: Path, change: Callable[[Any], None]) -> str:
    """The text with one flow collection written anew after a change of its data."""
    node = _node_at(text, path)
    if node is None:
        raise StationError("station.edit_not_possible")
    data = yaml.load(text[node.start_mark.index : node.end_mark.index], Loader=_LOADER)  # noqa: S506
    change(data)
    return text[: node.start_mark.index] + in_flow(data) + text[node.end_mark.index :]
