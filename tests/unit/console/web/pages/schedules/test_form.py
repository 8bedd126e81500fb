from __future__ import annotations

from broadcaster.console.web.pages.schedules.form import untouched


def test_keys_without_a_field_are_shown_as_they_are_written() -> None:
    text = "message: m\nnamed: [hoi-lang]\nexcept: {holidays: true, named: [tet]}\nnearest: workday\n"
    assert untouched(text) == ["named: [hoi-lang]", "nearest: workday", "except.named: [tet]"]


def test_file_that_holds_no_keys_shows_nothing() -> None:
    assert untouched("- a\n") == []
