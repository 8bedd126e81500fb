"""What a browser shows names no command: whoever sits there has none."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import (
    AT_SCREEN,
    COMMAND,
    Language,
    at_screen,
    explain,
    hint,
    say,
    speaking,
    template,
)
from broadcaster.web.site.console import Site
from tests.unit.core.text.test_keys import KEYS

COMMAND_LINE = re.compile(
    r"""(backup|bench|cli|letter|lexicon|keys|status|timetable\.(help|week)|people\.help|usage)\..*
    |catch_up\.how|certificate\.(none|say_yes)|clock\.(change_waits|confirm_now)
    |journal\.(ending_differs|ending_unknown|zone_unknown)|outlook\.see_plan
    |people\.(accept_numbers|code_for_first|code_for_lost|confirm_how|file_heading|reread_how)
    |people\.(first_code|missed|one_way|paper_needs|until_when)|reading\.(help_span|only_audio|plain_or_json)
    |reading\.row_settle_message|journal\.whole|service\.linger|voices\.page\.no_recogniser
    |speech\.outlook\.(extra|voice)|station\.(init\.done|template)|studio\.(all_takes_no_file|which_message)
    |update\.one_way|report\.proof|timetable\.ics_which|console\.first_help|regulation\.decision_whole
    """,
    re.VERBOSE,
)
"""Texts that only commands print, or write into files for whoever has them: the proof of a report, and how
the first person comes in, which takes a command at the station's own computer."""


@pytest.fixture(params=Language)
def spoken(request: pytest.FixtureRequest) -> Language:
    wanted: Language = request.param
    return wanted


def test_no_advice_at_the_screen_names_a_command(spoken: Language) -> None:
    with speaking(spoken), at_screen():
        told = {key: hint(key.removesuffix(".hint")) for key in KEYS if key.endswith(".hint")}
    assert {key: words for key, words in told.items() if words and COMMAND.search(words)} == {}
    assert sum(words is not None for words in told.values()) > 300, "most advice stays"


def test_no_other_text_that_the_console_can_show_names_a_command(spoken: Language) -> None:
    named = []
    with speaking(spoken):
        for key in KEYS:
            if key.endswith((".hint", ".browser")) or COMMAND_LINE.fullmatch(key):
                continue
            seen = f"{key}.browser" if f"{key}.browser" in KEYS else key
            if COMMAND.search(template(seen)):
                named.append(key)
    assert named == [], "give it a twin KEY.browser, or name it above if only commands print it"


def test_each_twin_stands_for_a_text_that_names_a_command() -> None:
    """Else it would be one more text for the same."""
    twins = {key.removesuffix(".browser") for key in KEYS if key.endswith(".browser")}
    assert twins <= set(KEYS)
    with speaking(Language.VI):
        assert [key for key in twins if not COMMAND.search(template(key))] == []


def test_the_command_line_keeps_its_advice() -> None:
    error = PeopleError("people.no_reason")
    with speaking(Language.VI):
        assert "--why" in explain(error)
        with at_screen():
            assert explain(error).endswith("(ghi lý do: người soạn cần biết phải sửa gì)")
        assert "--why" in explain(error)


def test_a_command_that_the_console_runs_speaks_to_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking(Language.VI):
        assert hint("service.not_running")
        monkeypatch.setenv(AT_SCREEN, "1")
        assert hint("service.not_running") is None
        assert "broadcaster" not in say("doctor.keying", type="gpio")


def test_every_answer_of_the_web_console_is_for_the_screen(tmp_path: Path) -> None:
    told: list[str] = []

    async def page(_scope: object, _receive: object, _send: object) -> None:
        told.append(explain(BroadcasterError("people.no_reason")))

    site = Site.__new__(Site)
    site._app = page
    scope = {"type": "http", "headers": [], "query_string": b"", "path": "/", "method": "GET"}
    asyncio.run(site(scope, None, None))  # type: ignore[arg-type]
    assert told
    assert not COMMAND.search(told[0])
