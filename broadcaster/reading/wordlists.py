"""The word lists of the rules, read once from the YAML beside them, and small closed sets of words."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, cast

import yaml


def wordset(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Every value is text, so no tags are looked up: that would take a third of the time."""

    def resolve(self, *_: object) -> str:
        return ""


@cache
def load(name: str) -> dict[str, Any]:
    """The mapping of `NAME.yaml` in this folder."""
    text = files(__package__).joinpath("data", f"{name}.yaml").read_text("utf-8")
    loader = _Loader(text)
    try:
        data = cast(dict[str, Any], _value(loader.get_single_node()))
    finally:
        loader.dispose()
    return data


def _value(node: yaml.Node | None) -> object:
    """Mappings, lists and text; by ourselves, because the general way takes as long as the parsing."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    return node.value if node else None


def words(lines: list[str]) -> tuple[str, ...]:
    """The comma-separated entries of a list of lines."""
    return tuple(entry.strip() for line in lines for entry in line.split(","))


def either(forms: list[str] | tuple[str, ...]) -> str:
    """A regular expression for any of `forms`, the longest tried first."""

    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
