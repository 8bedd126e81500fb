"""JSON Schemas of the station's files, from the same forms that check them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel

from broadcaster.station.forms.everything import FILES
from broadcaster.text import has, say

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Kind(StrEnum):
    """The kinds of files that people write."""

    MESSAGE = "message"
    SCHEDULE = "schedule"
    STATION = "station"
    CALENDAR = "calendar"
    REGULATION = "regulation"


_FILES = {
    Kind.MESSAGE: "messages/*.yaml",
    Kind.SCHEDULE: "schedules/*.yaml",
    Kind.STATION: "station.yaml",
    Kind.CALENDAR: "calendar.yaml",
    Kind.REGULATION: "regulation.yaml",
}


def json_schema(kind: Kind) -> dict[str, object]:
    """The schema for files of one kind, with descriptions in the chosen language."""
    return schema_of(FILES[_FILES[kind]])


def schema_of(form: type[BaseModel]) -> dict[str, object]:
    """The schema of a form, with descriptions in the chosen language."""
    worded = _worded(form.model_json_schema())
    return {"$schema": _DIALECT, **worded} if isinstance(worded, dict) else {}


def _worded(schema: object) -> object:
    """Put texts for catalogue keys, and drop what only pydantic and our code need."""
    if isinstance(schema, list):
        return [_worded(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, object] = {}
    for key, value in schema.items():
        if key == "description" and isinstance(value, str):
            if has(value):  # a docstring is for readers of the code
                kept[key] = say(value)
        elif not _is_noise(key, value):
            kept[key] = _worded(value)
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)  # a name that is none is an error, not a free key
    return kept


def _is_noise(key: str, value: object) -> bool:
    """Titles repeat the key; null stands for "not written" and is never a value here."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
