from __future__ import annotations

from broadcaster.web.schedules.form import untouched


def test_keys_without_a_field_are_shown_as_they_are_written() -> None:
    text = "messages: [m, n]\nwait: 5m\nnamed: [hoi-lang]\nexcept: {once: [2026-11-27 09:00]}\n"
    assert untouched(text) == ["messages: [m, n]", "wait: 5m", 'except.once: ["2026-11-27 09:00"]']


def test_file_that_holds_no_keys_shows_nothing() -> None:
    assert untouched("- a\n") == []
