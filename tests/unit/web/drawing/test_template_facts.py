"""Each text of a page is given all the facts that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import nodes

from broadcaster import web
from broadcaster.core.text.catalogue import Language, speaking, template
from broadcaster.web.drawing.render import _environment

PAGES = sorted(Path(str(web.__file__)).parent.glob("templates/*.html"))


def asked(page: Path) -> Iterator[tuple[str, set[str]]]:
    """The texts that a page asks for by their whole keys, with the facts that it gives."""
    for call in _environment().parse(page.read_text("utf-8")).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and not call.dyn_kwargs:
            given = {one.key for one in call.kwargs}
            for key in (
                call.args[0].find_all(nodes.Const)
                if not isinstance(call.args[0], nodes.Const)
                else [call.args[0]]
            ):
                if isinstance(key.value, str) and key.value.startswith("console."):
                    yield key.value, given


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_gives_each_text_its_facts(page: Path) -> None:
    for language in Language:
        with speaking(language):
            lacking = [
                (key, fact)
                for key, given in asked(page)
                for _, fact, _, _ in Formatter().parse(template(key) or "")
                if fact and fact not in given
            ]
            assert lacking == []


def test_pages_ask_for_texts() -> None:
    assert sum(1 for page in PAGES for _ in asked(page)) > 500
