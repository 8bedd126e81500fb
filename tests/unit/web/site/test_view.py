"""The choice of language, theme and size; the registry of pages; what is told once."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from starlette.requests import Request

from broadcaster.core.text.catalogue import Language
from broadcaster.web.drawing.assets import scripts_of, styles_of
from broadcaster.web.site import registry, shell
from broadcaster.web.site.appearance import Size, Theme, _here, appearance_of
from broadcaster.web.site.registry import ENTRIES, home_of, titles
from broadcaster.web.site.shell import Flash, Flashes

WEB = Path(registry.__file__).parent.parent


def asked(**headers: str) -> Request:
    known = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": known, "query_string": b""})


def test_a_browser_that_has_chosen_nothing_is_taken_as_it_is() -> None:
    view = appearance_of(asked(cookie="theme=; size=<script>; language=fr"))
    assert (view.language, view.theme, view.size) == (None, Theme.AUTO, Size.NORMAL)


def test_what_was_chosen_is_kept_in_cookies() -> None:
    view = appearance_of(asked(cookie="theme=dark; size=big; language=en"))
    assert (view.language, view.theme, view.size) == (Language.EN, Theme.DARK, Size.BIG)


@pytest.mark.parametrize(
    ("referer", "path"),
    [
        ("http://station:8080/log?from=2026-11-20", "/log?from=2026-11-20"),
        ("http://evil.example//evil.example/x", "/"),
        ("http://evil.example/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_a_choice_the_same_page_is_shown_and_never_another_site(referer: str, path: str) -> None:
    assert _here(asked(referer=referer)) == path


def test_every_page_of_the_registry_has_its_module_its_template_and_its_icon() -> None:
    for entry in ENTRIES:
        module = importlib.import_module(f"broadcaster.{entry.module}")
        assert callable(module.routes)
        assert (WEB / "static" / "vendor" / "icons" / f"{entry.icon}.svg").is_file(), entry.icon
    for name in titles():
        assert (WEB / "templates" / f"{name}.html").is_file(), name


def test_names_and_addresses_of_pages_are_different() -> None:
    assert len({entry.name for entry in ENTRIES}) == len({entry.address for entry in ENTRIES}) == len(ENTRIES)


def test_a_page_that_belongs_to_another_is_shown_in_the_menu_as_that() -> None:
    assert home_of("editor") == "messages"
    assert home_of("log") == "log"


def test_a_page_has_its_own_style_and_script_where_there_are_files_of_its_name() -> None:
    assert styles_of("emergency")[0].startswith("/static/css/emergency.css?v=")
    assert scripts_of("editor")[0].startswith("/static/js/editor.js?v=")
    assert styles_of("error") == ()


def test_what_was_done_is_told_once_and_to_who_did_it() -> None:
    kept = Flashes()
    kept.put("lan", Flash(text="Đã xóa."))
    assert kept.take("hoa") is None
    assert kept.take("lan") == Flash(text="Đã xóa.")
    assert kept.take("lan") is None


def test_many_visitors_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "MOST", 2)
    kept = Flashes()
    for number in range(3):
        kept.put(str(number), Flash(text="x"))
    assert [kept.take(str(number)) is not None for number in range(3)] == [False, True, True]
