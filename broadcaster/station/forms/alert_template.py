"""The template by which alerts are told: the ward's own has the keys and blanks of the shipped one."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from broadcaster.station.model.names import shown
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import Node, parse

AlertTemplate = Mapping[str, Any]
"""Its texts by their keys, as templates/alert.yaml beside the rooms of alerts has them."""

LONGEST = 300  # characters of a text
MOST_EVENTS = 200
LARGEST = 64 << 10  # bytes
_OWN = "events"  # the one block with keys of its own: what is said of an event


@cache
def shipped() -> AlertTemplate:
    """The program's own."""
    raw = files("broadcaster.alerts").joinpath("templates", "alert.yaml").read_bytes()
    root, problems = parse("alert.yaml", raw)
    if root is None or problems or not isinstance(root.data, dict):
        raise ValueError("the program's own template is broken")
    return root.data


def alert_template(file: str, raw: bytes) -> tuple[AlertTemplate | None, list[Problem]]:
    """A template, or what is wrong with it: as warnings, for the one that holds goes on."""
    root, found = parse(file, raw[: LARGEST + 1])
    problems = [*found] if root is None or found else [*_faults(file, root)]
    if len(raw) > LARGEST or (root is None and not problems):
        problems = [_problem(file, None, "station.alert_template_size", limit=LARGEST >> 10)]
    if problems or root is None or not isinstance(root.data, dict):
        return None, [_warned(one) for one in problems]
    return root.data, []


def changed_texts(old: AlertTemplate, new: AlertTemplate) -> Iterator[tuple[str, str]]:
    """Each text that is no more, with what stands in its place; "" for nothing."""
    before, after = dict(_texts(old)), dict(_texts(new))
    for place in dict.fromkeys((*before, *after)):
        texts = before.get(place, ""), after.get(place, "")
        if texts[0] != texts[1]:
            yield texts


def _texts(template: AlertTemplate) -> Iterator[tuple[tuple[str, str], str]]:
    for name, told in template.items():
        if not isinstance(told, Mapping):
            yield (name, ""), str(told)
            continue
        for key, text in told.items():
            yield (name, str(key)), f"{key}: {text}" if name == _OWN else str(text)


def _faults(file: str, root: Node) -> Iterator[Problem]:
    """What differs from the shipped one in keys and blanks."""
    known = shipped()
    yield from _keys(file, root, known)
    for name, wanted in known.items():
        node = root.children.get(name)
        if node is None:
            continue
        if not isinstance(wanted, dict):
            yield from _text(file, node, str(wanted))
        elif name != _OWN:
            yield from _keys(file, node, wanted)
            for key, text in wanted.items():
                if key in node.children:
                    yield from _text(file, node.children[key], str(text))
        elif not isinstance(node.data, dict) or len(node.data) > MOST_EVENTS:
            yield _problem(file, node, "station.alert_template_events", limit=MOST_EVENTS)
        else:
            for each in node.children.values():
                yield from _text(file, each, "-")


def _keys(file: str, node: Node, wanted: Mapping[str, object]) -> Iterator[Problem]:
    if not isinstance(node.data, dict):
        yield _problem(file, node, "station.alert_template_keys", keys=", ".join(wanted))
        return
    for name in wanted.keys() - node.data.keys():
        yield _problem(file, node, "station.alert_template_lacks", key=name)
    for name in node.data.keys() - wanted.keys():
        yield _problem(file, node.children.get(name, node), "station.alert_template_unknown", key=shown(name))


def _text(file: str, node: Node, wanted: str) -> Iterator[Problem]:
    text = node.data
    if not isinstance(text, str) or len(text) > LONGEST or bool(text.strip()) < bool(wanted):
        yield _problem(file, node, "station.alert_template_text", limit=LONGEST)
    elif _blanks(text) != _blanks(wanted):
        blanks = ", ".join(f"{{{name}}}" for name in sorted(_blanks(wanted) or ())) or "–"
        yield _problem(file, node, "station.alert_template_blanks", blanks=blanks)


def _blanks(text: str) -> frozenset[str] | None:
    """The names in braces; None where a brace is no such name."""
    try:
        found = [*string.Formatter().parse(text)]
    except ValueError:
        return None
    if any(how or spec for _, _, spec, how in found):
        return None
    return frozenset(name for _, name, _, _ in found if name is not None)


def _problem(file: str, node: Node | None, code: str, **facts: object) -> Problem:
    line, column = (1, 1) if node is None else (node.mark.line, node.mark.column)
    return Problem(file=file, line=line, column=column, code=code, facts=facts)


def _warned(one: Problem) -> Problem:
    return replace(one, severity=Severity.WARNING)
