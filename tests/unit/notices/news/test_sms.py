"""Text messages: how many parts they take, and a modem that behaves badly."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.news.sms import fitted, is_basic, parts, without_marks
from broadcaster.notices.sender.gammu import Gammu
from broadcaster.notices.sender.way import NotTaken
from tests.fakes.modem import (
    CHILD,
    CRASH,
    DEAF,
    FLOOD,
    GARBAGE,
    HALF,
    HANG,
    LATE,
    NO_DEVICE,
    REFUSE,
    TAKE,
    Modem,
    modem,
)
from tests.unit.notices.conftest import NOON

NUMBER = "+84912345678"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # each takes two places
        ("€" * 81, 2),
        ("ế" * 70, 1),
        ("ế" * 71, 2),
        ("ế" * 134, 2),
        ("ế" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_parts_are_counted_as_the_network_counts_them(text: str, count: int) -> None:
    assert parts(text) == count


def test_vietnamese_without_marks_fits_the_alphabet_of_seven_bits() -> None:
    said = without_marks("Đài truyền thanh: “Lời chào” – mất đường ra…")
    assert said == 'Dai truyen thanh: "Loi chao" - mat duong ra...'
    assert is_basic(said)


@given(st.text(max_size=900), st.booleans())
def test_every_text_fits_three_parts(text: str, accents: bool) -> None:
    said = fitted(text, accents=accents)
    assert parts(said) <= 3
    assert "\n" not in said
    assert accents or is_basic(said)


def test_what_fits_is_not_cut_and_what_does_not_is_marked() -> None:
    assert fitted("Mất điện", accents=True) == "Mất điện"
    assert fitted("ế" * 500, accents=True) == "ế" * (3 * 67 - 3) + "..."


def message(text: str = "Dai thu: Mat duong ra") -> NoticeMessage:
    return NoticeMessage(
        id="m1", recipient="lan", way="sms", queued=NOON, title="x", body=text, message_id="<m1@x>"
    )


def sent(made: Modem, text: str = "Dai thu: Mat duong ra", config: str = "", limit: float = 25.0) -> None:
    Gammu(config, time_limit=limit, where=lambda: str(made.program)).send(message(text), NUMBER)


def test_a_text_goes_out_by_the_programs_input_and_no_shell(tmp_path: Path) -> None:
    made = modem(tmp_path, TAKE)
    settings = tmp_path / "gammurc"
    settings.write_text("[gammu]\nconnection = at\n")
    settings.chmod(0o644)
    sent(made, "Mat dien; $(rm -rf x) & id", str(settings))
    assert made.sent == [f"{NUMBER} Mat dien; $(rm -rf x) & id"]
    (call,) = made.calls
    assert call.endswith(f"'sendsms', 'TEXT', '{NUMBER}', '-autolen', '26']")
    assert (tmp_path / "settings").read_text() == settings.read_text()


@pytest.mark.parametrize("mode", [0o664, 0o646])
def test_settings_that_others_may_write_reach_no_modem(tmp_path: Path, mode: int) -> None:
    made = modem(tmp_path, TAKE)
    settings = tmp_path / "gammurc"
    settings.write_text("[gammu]\nlogfile = elsewhere\n")
    settings.chmod(mode)
    with pytest.raises(NotTaken) as fault:
        sent(made, config=str(settings))
    assert fault.value.reason.code == "notices.failed.modem_settings"
    assert made.calls == []


def test_marks_need_the_other_alphabet(tmp_path: Path) -> None:
    made = modem(tmp_path, LATE)
    sent(made, "Mất điện")
    assert made.sent == [f"{NUMBER} Mất điện"]
    assert "'-unicode'" in made.calls[0]


@pytest.mark.parametrize(
    ("way", "code", "unsure"),
    [
        (REFUSE, "notices.failed.modem", False),
        (NO_DEVICE, "notices.failed.modem", False),
        (HANG, "notices.failed.modem_hangs", True),
        (HALF, "notices.failed.modem", True),
        (FLOOD, "notices.failed.modem_hangs", True),
        (GARBAGE, "notices.failed.modem", False),
        (CRASH, "notices.failed.modem", True),
        (DEAF, "notices.failed.modem", True),
    ],
)
def test_what_did_not_go_out_says_whether_it_may_have(
    tmp_path: Path, way: str, code: str, unsure: bool
) -> None:
    made = modem(tmp_path, way)
    before = time.monotonic()
    with pytest.raises(NotTaken) as fault:
        sent(made, "a" * 200, limit=2.5 if way in (HANG, FLOOD) else 25.0)
    assert time.monotonic() - before < 25
    assert (fault.value.reason.code, fault.value.unsure) == (code, unsure)
    assert NUMBER not in repr(fault.value.reason)


def test_a_modem_that_answers_garbage_puts_no_order_for_a_terminal_and_no_number_into_the_reason(
    tmp_path: Path,
) -> None:
    with pytest.raises(NotTaken) as fault:
        sent(modem(tmp_path, GARBAGE))
    (fact,) = fault.value.reason.facts
    assert str(fact[1]).isprintable()
    assert "call" in str(fact[1])
    assert "678" not in str(fact[1])


def test_a_program_that_has_sent_and_whose_child_goes_on_has_sent(tmp_path: Path) -> None:
    made = modem(tmp_path, CHILD)
    sent(made)  # its child lives for longer than the time that a try has
    assert made.sent == [f"{NUMBER} Dai thu: Mat duong ra"]


def test_a_modem_that_talks_without_end_costs_no_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NotTaken):
            sent(modem(tmp_path, FLOOD), limit=2.5)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000


def test_a_computer_without_gammu_says_so() -> None:
    with pytest.raises(NotTaken) as fault:
        Gammu("", where=lambda: None).send(message(), NUMBER)
    assert fault.value.reason.code == "notices.failed.no_gammu"
