from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic_core import core_schema

from broadcaster.station.forms.form import Form
from broadcaster.station.forms.message import MessageForm
from broadcaster.station.forms.schedule import ScheduleForm
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.model import Message, Schedule, Settings
from broadcaster.station.schema import Kind, json_schema
from broadcaster.station.typed import _CODES
from broadcaster.text import has
from broadcaster.text.keys import TEXTS


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from nodes(value)


@pytest.mark.parametrize("kind", Kind)
def test_schema_then_describes_every_key_in_the_chosen_language(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for language, column in (("vi", 0), ("en", 1)):
        monkeypatch.setenv("BROADCASTER_LANG", language)
        texts = {pair[column].replace("{{", "{").replace("}}", "}") for pair in TEXTS.values()}
        for node in nodes(json_schema(kind)):
            for key, described in node.get("properties", {}).items():
                assert described.get("description") in texts, key


@pytest.mark.parametrize("kind", Kind)
def test_schema_then_refuses_unknown_keys_and_never_speaks_of_null(kind: Kind) -> None:
    schema = json_schema(kind)
    groups = [node for node in nodes(schema) if "properties" in node]

    assert groups
    assert all(group["additionalProperties"] is False for group in groups)
    assert "null" not in json.dumps(schema)
    assert "Form." not in json.dumps(schema)


def test_schema_of_messages_then_names_enums_patterns_and_required_keys() -> None:
    schema: Any = json_schema(Kind.MESSAGE)

    assert schema["required"] == ["title", "parts"]
    assert schema["$defs"]["Priority"]["enum"] == ["normal", "priority", "emergency"]
    assert len(schema["properties"]["parts"]["items"]["oneOf"]) == 4
    assert schema["properties"]["gap"]["pattern"].startswith("^(0|")


def test_schema_of_schedules_then_names_days_in_both_languages_and_the_choices() -> None:
    schema: Any = json_schema(Kind.SCHEDULE)

    assert {"mon", "thứ hai", "CN"} <= set(schema["properties"]["days"]["items"]["enum"])
    assert schema["allOf"][0]["oneOf"] == [{"required": ["message"]}, {"required": ["messages"]}]


@pytest.mark.parametrize(
    ("form", "value"), [(MessageForm, Message), (ScheduleForm, Schedule), (StationForm, Settings)]
)
def test_form_then_has_the_fields_of_the_model(form: type[Form], value: type[Any]) -> None:
    made_otherwise = {"id", "message"}  # the file's name; `messages` with one name
    fields = {field.name for field in dataclasses.fields(value)}

    assert set(form.model_fields) - made_otherwise == fields - made_otherwise


def test_every_description_in_the_catalogue_then_is_used() -> None:
    used: set[str] = set()
    for form in all_forms(Form):
        used |= {str(info.description) for info in form.model_fields.values()}

    assert used == set(TEXTS)


def all_forms(form: type[Form]) -> Iterator[type[Form]]:
    for below in form.__subclasses__():
        yield below
        yield from all_forms(below)


def test_every_error_type_of_pydantic_then_has_words_of_ours() -> None:
    types = set(get_args(core_schema.ErrorType))

    assert set(_CODES) <= types
    assert all(has(code) for code in {*_CODES.values(), "station.bad_value"})


@pytest.mark.parametrize("folder", ["", "broadcaster/station/template"])
def test_every_key_of_station_yaml_then_is_shown_in(folder: str, example: Path) -> None:
    forms = [form for form in all_forms(Form) if form.__module__.endswith((".settings", ".sound"))]
    # Two ways of writing that stand in a comment beside the usual one, in other words.
    keys = {key for form in forms for key in form.written_keys()} - {"file", "line-in"}
    text = (example / folder / "station.yaml").read_text("utf-8")

    assert [key for key in sorted(keys) if f"{key}:" not in text] == []
