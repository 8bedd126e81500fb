"""The OpenAPI of the whole application: each route has one answer, and one shape of errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast, get_args

import pytest

from broadcaster.api.routes.app import build
from broadcaster.app.station.facade import StationFacade
from broadcaster.journal.rows.model import Outcome
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests import by_hand
from broadcaster.playout.requests.ticket import Stage

NAMED = {"to_air", "to_lead", "to_play", "to_hear", "to_confirm_clock", "anybody", "oneself"}
RIGHTS_NAMED = NAMED | {str(action) for action in Action}
FREE = {
    "/api/v1/alerts",
    "/api/v1/live/{ticket}",
    "/api/v1/live/{ticket}/talk",
    "/api/v1/live/{ticket}/end",
    "/api/v1/live/{ticket}/chunks/{number}",
    "/api/v1/sign-in",
    "/api/v1/sign-out",
}
ALWAYS = {"408", "413", "422", "429", "500", "503", "504"}
Schema = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Schema:
    return build(cast("StationFacade", None)).openapi()


def routes(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for path, ways in schema["paths"].items():
        for route in ways.values():
            yield path, route


def test_each_route_has_one_answer_and_one_shape_of_errors(schema: Schema) -> None:
    for path, route in routes(schema):
        assert_one_shape(path, route, schema)


def assert_one_shape(path: str, route: Schema, schema: Schema) -> None:
    answers = route["responses"]
    assert set(answers) >= {"200", *ALWAYS}
    assert ("{ticket}" not in path) or "404" in answers
    # Each route says which right it needs; without one it says that it needs none.
    assert route["x-right"] in RIGHTS_NAMED
    assert ({"401", "403"} <= set(answers)) is (route["x-right"] != "anybody")
    assert route["description"]
    for status, answer in answers.items():
        ((form, shown),) = answer["content"].items()
        name = shown["schema"].get("$ref", "").rpartition("/")[2]
        if status != "200":
            assert (form, name) == ("application/json", "Failure")
        elif path == "/api/v1/events":
            assert form == "text/event-stream"
        elif path != "/metrics":
            assert form == "application/json"
            assert schema["components"]["schemas"][name]["type"] == "object"


def test_only_signing_in_and_who_has_a_secret_need_no_right(schema: Schema) -> None:
    assert {path for path, route in routes(schema) if route["x-right"] == "anybody"} == FREE


def test_nobody_is_asked_who_they_are(schema: Schema) -> None:
    for name, question in schema["components"]["schemas"].items():
        assert "who" not in question.get("properties", {}) or not name.startswith("Ask"), name


def test_only_the_metrics_are_outside_of_the_version(schema: Schema) -> None:
    assert [path for path in schema["paths"] if not path.startswith("/api/v1/")] == ["/metrics"]


def test_operations_are_named_for_what_is_asked(schema: Schema) -> None:
    names = [route["operationId"] for _, route in routes(schema)]
    assert len(set(names)) == len(names)
    assert {"stop", "play", "status", "request"} <= set(names)


def test_questions_take_no_field_that_is_not_described(schema: Schema) -> None:
    for name, form in schema["components"]["schemas"].items():
        if name.startswith("Ask"):
            assert form["additionalProperties"] is False, name


def test_fields_of_the_answers_are_described(schema: Schema) -> None:
    state = schema["components"]["schemas"]["RequestState"]["properties"]
    assert state["id"]["description"] == "its ticket, the airing's id in the journal"
    assert state["until"]["anyOf"][0] == {"type": "string", "format": "date-time"}


def test_words_of_stage_and_outcome_are_those_of_the_station() -> None:
    assert set(get_args(by_hand.Stage)) == {str(each) for each in Stage} - {"unknown"}
    assert set(get_args(by_hand.Outcome)) == {str(each) for each in Outcome}
