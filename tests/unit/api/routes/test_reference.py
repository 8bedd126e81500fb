"""docs/api.md says what the API is: its tables are made from the API itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from broadcaster.api.routes.app import build
from broadcaster.api.routes.reference import page

PAGE = Path(__file__).parents[4] / "docs" / "api.md"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return build(cast("Any", None)).openapi()


def test_committed_page_is_what_the_api_is(schema: dict[str, Any]) -> None:
    assert PAGE.read_text("utf-8") == page(PAGE.read_text("utf-8"), schema), "run scripts/api-page"


def test_only_tables_are_written_and_each_route_has_its_row(schema: dict[str, Any]) -> None:
    made = page("Lời.\n\n<!-- routes: cũ\n| cũ |\n<!-- end of routes -->\n\nHết.\n", schema)
    assert made.startswith("Lời.\n\n<!-- routes: ")
    assert made.endswith("<!-- end of routes -->\n\nHết.\n")
    assert "| cũ |" not in made
    routes = [line for line in made.splitlines() if line.startswith(("| `GET", "| `POST"))]
    assert len(routes) == sum(map(len, schema["paths"].values()))
    assert (
        "| `POST /password` | oneself | `old`, `new` | [SignedIn](#answers) | Change your own password. "
        "All your sessions end; the token is of a new one. |" in routes
    )


def test_table_that_nobody_makes_is_no_page(schema: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        page("<!-- weather: -->\n<!-- end of weather -->", schema)
