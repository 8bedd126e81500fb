"""Validates a tree of texts: it gives a form, or all problems, each at its place.

Pydantic finds all faults at once but words them in English and places them in its own way; here
each becomes a `Problem` with a code of our catalogue, at the mark of the node that is to blame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from broadcaster.station.forms.form import LEGAL_KEYS
from broadcaster.station.forms.vietnamese import elsewhere, meant
from broadcaster.station.model.names import listed, nearest, shown
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.tree import MOST_PROBLEMS, Node, YamlMark, more

AnyForm = TypeVar("AnyForm", bound=BaseModel)

_OURS = "station."
_CODES = {
    "missing": "station.missing_key",
    "extra_forbidden": "station.unknown_key",
    "model_type": "station.want_mapping",
    "model_attributes_type": "station.want_mapping",
    "dict_type": "station.want_mapping",
    "mapping_type": "station.want_mapping",
    "list_type": "station.want_list",
    "string_type": "station.want_text",
    "string_too_short": "station.empty_text",
    "string_too_long": "station.long_text",
    "string_pattern_mismatch": "station.bad_url",
    "int_type": "station.want_whole_number",
    "int_parsing": "station.want_whole_number",
    "int_parsing_size": "station.want_whole_number",
    "int_from_float": "station.want_whole_number",
    "float_type": "station.want_number",
    "float_parsing": "station.want_number",
    "finite_number": "station.want_number",
    "greater_than_equal": "station.too_small",
    "less_than_equal": "station.too_big",
    "literal_error": "station.unknown_word",
    "enum": "station.unknown_word",
    "too_short": "station.empty_list",
    "too_long": "station.long_list",
}
_OF_ONE_VALUE = frozenset(
    ("station.want_whole_number", "station.want_number", "station.unknown_word", "station.bad_url")
)
_LIMITS = ("ge", "le", "max_length")
_QUOTED = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a fault's location leads: the node, the keys on the way, the mark to show."""

    node: Node
    parent: Node
    keys: tuple[str, ...]
    mark: YamlMark


def typed(file: str, root: Node, form: type[AnyForm]) -> tuple[AnyForm | None, list[Problem]]:
    """Make a form of a tree.

    Returns:
        The form and no problems, or None and at least one problem, unless all that is wrong has
        been reported already when the tree was built.
    """
    legal: dict[int, tuple[str, ...]] = {}
    try:
        return form.model_validate(root.data, context={LEGAL_KEYS: legal}), []
    except ValidationError as error:
        faults = error.errors(include_url=False)
    problems = [
        problem for one in faults[:MOST_PROBLEMS] if (problem := _problem(file, root, one, legal)) is not None
    ]
    rest = len(faults) - MOST_PROBLEMS if problems else 0
    return None, [*problems, *more(problems, max(0, rest))]


def _problem(file: str, root: Node, error: ErrorDetails, legal: dict[int, tuple[str, ...]]) -> Problem | None:
    kind, context = error["type"], dict(error.get("ctx") or {})
    location = error["loc"] if "at" not in context else (*error["loc"], context.pop("at"))
    found = _find(root, location, on_key=kind == "extra_forbidden")
    if found.node.broken:
        return None
    facts: dict[str, object] = {"key": ".".join(map(shown, found.keys))}
    if isinstance(error["input"], str):
        facts["written"] = shown(error["input"].strip())
    if kind.startswith(_OURS):
        code = kind
        facts.update(context)
    else:
        code = _CODES.get(kind, "station.bad_value")
        known = legal.get(id(found.parent.data), ())
        if code == "station.want_mapping" and not found.keys:
            code = "station.file_not_keys"
        elif code in _OF_ONE_VALUE and not isinstance(error["input"], str):
            code = "station.want_one_value"  # a group or a list, of which nothing can be quoted
        facts.update(_own_facts(kind, error, context, known))
        if kind == "extra_forbidden" and (advice := elsewhere(str(error["loc"][-1]), known)):
            code, facts["near"] = advice, ""
    if found.node.secret:
        # What is kept apart is shown nowhere; nor is what it resembles.
        facts |= {name: f"!secret {shown(found.node.secret)}" for name in facts.keys() & {"written"}}
        facts.pop("near", None)
    return Problem(file=file, line=found.mark.line, column=found.mark.column, code=code, facts=facts)


def _own_facts(
    kind: str, error: ErrorDetails, context: dict[str, object], legal: tuple[str, ...]
) -> dict[str, object]:
    """What the catalogue's sentence needs for one of pydantic's own error types."""
    last = str(error["loc"][-1]) if error["loc"] else "-"
    if kind == "missing":
        return {"key": last}
    if kind == "extra_forbidden":
        return {"key": shown(last), "known": listed(legal), "near": meant(last, legal) or ""}
    if "expected" in context:
        words = _QUOTED.findall(str(context["expected"]))
        return {"expected": listed(words), "near": nearest(str(error["input"]), words) or ""}
    limits = [_whole(context[name]) for name in _LIMITS if name in context]
    return {"limit": limits[0]} if limits else {}


def _whole(limit: object) -> object:
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _find(root: Node, location: tuple[str | int, ...], *, on_key: bool) -> _Found:
    """Follow a location of pydantic's: it holds tags of unions and names of missing keys too."""
    node = parent = root
    keys: list[str] = []
    mark = root.mark
    for step in location:
        if step == "[key]" and keys:
            mark = parent.keys.get(keys[-1], mark)
        elif step in node.children:
            node, parent = node.children[step], node
            mark = node.mark
            if isinstance(step, str):
                keys.append(step)
                mark = parent.keys[step] if on_key and step == location[-1] else mark
    return _Found(node, parent, tuple(keys), mark)
