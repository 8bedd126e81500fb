"""A small judge of JSON Schema 2020-12, for the words that ours use, and YAML as editors read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
}
_LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda v, limit: v >= limit,
    "maximum": lambda v, limit: v <= limit,
    "minLength": lambda v, limit: len(v) >= limit,
    "maxLength": lambda v, limit: len(v) <= limit,
    "minItems": lambda v, limit: len(v) >= limit,
    "maxItems": lambda v, limit: len(v) <= limit,
    "maxProperties": lambda v, limit: len(v) <= limit,
    "pattern": lambda v, pattern: re.search(pattern, v, re.ASCII) is not None,
    "enum": lambda v, words: v in words,
    "const": lambda v, word: v == word and type(v) is type(word),
    "required": lambda v, keys: all(key in v for key in keys),
}
_NOTES = {"$schema", "default", "$defs", "description", "examples", "format", "properties", "items"} | {
    "additionalProperties",
    "patternProperties",
    "propertyNames",
}


def faults(schema: Any, value: Any, root: Any = None, at: str = "") -> Iterator[str]:
    """Where and by which word `value` is not as `schema` says."""
    root = root or schema
    if "$ref" in schema:
        yield from faults(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root, at)
    if "type" in schema and not _TYPES[schema["type"]](value):
        yield f"{at}: {value!r} is no {schema['type']}"
        return
    for word, wanted in schema.items():
        if word in _LIMITS:
            if not _LIMITS[word](value, wanted):
                yield f"{at}: {value!r} against {word} {wanted!r}"
        elif word in ("anyOf", "oneOf", "allOf"):
            yield from _choices(word, wanted, value, root, at)
        else:
            assert word in _NOTES | {"type", "$ref"}, word
    if isinstance(value, dict):
        yield from _keys(schema, value, root, at)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(schema.get("items", {}), item, root, f"{at}[{index}]")


def _choices(word: str, schemas: list[Any], value: Any, root: Any, at: str) -> Iterator[str]:
    found = [list(faults(one, value, root, at)) for one in schemas]
    fits = sum(not faults_of_one for faults_of_one in found)
    if not {"anyOf": fits >= 1, "oneOf": fits == 1, "allOf": fits == len(found)}[word]:
        yield f"{at}: {value!r} fits {fits} of {word}: {found}"


def _keys(schema: Any, value: dict[str, Any], root: Any, at: str) -> Iterator[str]:
    for key, below in value.items():
        yield from faults(schema.get("propertyNames", {}), key, root, f"{at}.{key}")
        ways = [schema["properties"][key]] if key in schema.get("properties", {}) else []
        ways += [
            one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, key)
        ]
        free = schema.get("additionalProperties", {})
        if not ways and free is False:
            yield f"{at}.{key}: unknown"
        for one in ways or ([free] if isinstance(free, dict) else []):
            yield from faults(one, below, root, f"{at}.{key}")


class _Editor(yaml.SafeLoader):
    """Plain words as YAML 1.2 takes them, which editors go by: no dates, no minutes as numbers."""


_Editor.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$", "-+.0123456789"),
):
    _Editor.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Editor.add_constructor("tag:yaml.org,2002:int", lambda _loader, node: int(node.value))


def as_editors_read(text: str) -> Any:
    """YAML as values, the way an editor's language server reads it; keys as texts, as JSON has them."""
    return _with_text_keys(yaml.load(text, _Editor))  # noqa: S506 - a safe loader


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_text_keys(below) for key, below in value.items()}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value
