"""Changes of regulation.yaml: rules and profiles as texts, orders and days of mourning in the file.

Only what a change concerns is written anew; every other byte stays (see `yaml.structure`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from broadcaster.core.errors import StationError
from broadcaster.station.editing.document import Document
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.model.regulation import Mourning, RegulationOrder
from broadcaster.station.yaml.entries import add_item, drop, written
from broadcaster.station.yaml.structure import remove, set_value
from broadcaster.station.yaml.writing import Bare, Value

RULES = "rules"


def rules_in(text: str) -> list[dict[str, Any]]:
    """The rules as they are written, every scalar a text. Raises StationError: it is no YAML."""
    found = written(text, (RULES,))
    return [each if isinstance(each, dict) else {} for each in found] if isinstance(found, list) else []


def with_rule(text: str, index: int | None, rule: Mapping[str, Value]) -> str:
    """The file with one rule more, or in which the rule of that number says this.

    Raises:
        StationError: there is no such rule, or the file cannot be edited.
    """
    known = rules_in(text)
    if index is None:
        return add_item(text, (RULES,), dict(rule))
    if not 0 <= index < len(known):
        raise StationError("station.edit_not_possible")
    for key, value in rule.items():
        text = set_value(text, (RULES, index, key), value)
    for key in known[index].keys() - rule.keys():
        text = remove(text, (RULES, index, key))
    return text


def without_rule(text: str, index: int) -> str:
    """The file without the rule of that number; the last one goes with its key.

    Raises:
        StationError: there is no such rule, or the file cannot be edited.
    """
    if not 0 <= index < len(rules_in(text)):
        raise StationError("station.edit_not_possible")
    return drop(text, (RULES, index))


def with_profile(text: str, name: str) -> str:
    """The file with the rules of a shipped profile, and with where they come from.

    Raises:
        StationError: there is no such profile, or the file has rules already.
    """
    shipped = profiles().get(name)
    if shipped is None or rules_in(text):
        raise StationError("station.rules_there" if shipped is not None else "station.edit_not_possible")
    return shipped if not text.strip() else f"{text.rstrip()}\n\n{shipped}"


FILE = "regulation.yaml"
ORDERS, MOURNING = "orders", "mourning"
_DAY = timedelta(days=1)


def add_order(files: Documents, order: RegulationOrder, *, by: str) -> Document:
    """Enter an order.

    Raises:
        BadStation: it is not well-formed; nothing was written.
        StationError: an order of this number is there already, or the file cannot be edited.
        StoreError: see `Documents.change`.
    """
    item = {"number": order.number, "by": order.by, **_span(order.first, order.until), "entered_by": by}

    def edited(text: str) -> str:
        if any(each.get("number") == order.number for each in _items(text, ORDERS)):
            raise StationError("station.order_known", number=order.number)
        return add_item(text, (ORDERS,), item)

    return files.change(FILE, edited, by=by, checked=True)


def end_order(files: Documents, number: str, today: date, *, by: str) -> Document:
    """Let an order hold until yesterday; one that has not begun goes.

    Raises:
        StationError: there is no such order that holds today or later, or the file cannot be edited.
        StoreError: see `Documents.change`.
    """
    return files.change(
        FILE,
        lambda text: _ended(text, ORDERS, lambda item: item.get("number") == number, today, number),
        by=by,
        checked=True,
    )


def mourn(files: Documents, days: Mourning, *, by: str) -> Document:
    """Enter days of mourning; see `add_order`."""
    item = {"what": str(days.what), **_span(days.first, days.until), "by": days.by or "", "entered_by": by}
    entry: dict[str, Value] = {key: value for key, value in item.items() if value}
    return files.change(FILE, lambda text: add_item(text, (MOURNING,), entry), by=by, checked=True)


def end_mourning(files: Documents, today: date, *, by: str) -> Document:
    """End what holds today or later; see `end_order`."""
    return files.change(
        FILE, lambda text: _ended(text, MOURNING, lambda _item: True, today, ""), by=by, checked=True
    )


def _span(first: date, until: date) -> dict[str, Value]:
    return {"from": Bare(first.isoformat()), "until": Bare(until.isoformat())}


def _items(text: str, key: str) -> list[dict[str, Any]]:
    found = written(text, (key,))
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _ended(text: str, key: str, meant: Callable[[dict[str, Any]], bool], today: date, number: str) -> str:
    """The text in which what is meant is over; ISO dates sort as texts do."""
    found = False
    items = _items(text, key)
    for index in reversed(range(len(items))):
        item = items[index]
        if not meant(item) or str(item.get("until", "")) < today.isoformat():
            continue
        found = True
        if str(item.get("from", "")) < today.isoformat():
            text = set_value(text, (key, index, "until"), Bare((today - _DAY).isoformat()))
        else:
            text = drop(text, (key, index))
    if not found:
        raise StationError("station.nothing_to_end", number=number or "–")
    return text
