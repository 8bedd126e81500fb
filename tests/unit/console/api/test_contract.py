"""The OpenAPI of the whole application: each route has one answer, and one shape of errors."""

from __future__ import annotations

from typing import Any, cast, get_args

import pytest

from broadcaster.console.answers import airing
from broadcaster.console.api.app import build
from broadcaster.journal.model import Outcome
from broadcaster.service.operator.ticket_state import Stage
from broadcaster.service.station.facade import StationFacade

SCHEMA: dict[str, Any] = build(cast("StationFacade", None)).openapi()
ROUTES = [(path, way, route) for path, ways in SCHEMA["paths"].items() for way, route in ways.items()]
ALWAYS = {"408", "413", "422", "429", "500", "503", "504"}


@pytest.mark.parametrize("place", ROUTES, ids=lambda place: f"{place[1]} {place[0]}")
def test_route_has_one_answer_and_one_shape_of_errors(place: tuple[str, str, dict[str, Any]]) -> None:
    path, _, route = place
    answers = route["responses"]
    assert set(answers) >= {"200", *ALWAYS}
    assert ("{ticket}" not in path) or "404" in answers
    assert route["description"]
    for status, answer in answers.items():
        ((form, shown),) = answer["content"].items()
        name = shown["schema"].get("$ref", "").rpartition("/")[2]
        if status != "200":
            assert (form, name) == ("application/json", "Failure")
        elif path != "/metrics":
            assert form == "application/json"
            assert SCHEMA["components"]["schemas"][name]["type"] == "object"


def test_only_the_metrics_are_outside_of_the_version() -> None:
    assert [path for path in SCHEMA["paths"] if not path.startswith("/api/v1/")] == ["/metrics"]


def test_operations_are_named_for_what_is_asked() -> None:
    names = [route["operationId"] for _, _, route in ROUTES]
    assert len(set(names)) == len(names)
    assert {"stop", "play", "status", "request"} <= set(names)


def test_questions_take_no_field_that_is_not_described() -> None:
    for name, schema in SCHEMA["components"]["schemas"].items():
        if name.startswith("Ask"):
            assert schema["additionalProperties"] is False, name


def test_fields_of_the_answers_are_described() -> None:
    state = SCHEMA["components"]["schemas"]["RequestState"]["properties"]
    assert state["id"]["description"] == "its ticket, the airing's id in the journal"
    assert state["until"]["anyOf"][0] == {"type": "string", "format": "date-time"}


def test_words_of_stage_and_outcome_are_those_of_the_station() -> None:
    assert set(get_args(airing.Stage)) == {str(each) for each in Stage} - {"unknown"}
    assert set(get_args(airing.Outcome)) == {str(each) for each in Outcome}
