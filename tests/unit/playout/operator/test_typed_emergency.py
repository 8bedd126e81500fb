"""A person who types an emergency is heard as they type; what the lexicon makes of it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskSay
from broadcaster.station.model.message import Priority
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.loose_messages import spoken
from tests.house import MakeHouse
from tests.unit.app.urgency import FLOOD, Post

FLOODED = "Lũ về, bà con sơ tán ngay."
CONTRARY = "sơ tán ngay: không có lũ ở nhà ngủ đi\n"
EMERGENCY = str(Priority.EMERGENCY)


def post(make_house: MakeHouse, lexicon: str, **messages: str) -> Post:
    files = {f"messages/{name}.yaml": text for name, text in messages.items()}
    return Post(make_house("2026-11-23T08:00", {"lexicon.yaml": lexicon, **files}))


def say(desk: Post, text: str, priority: str | None = EMERGENCY, *, rehearse: bool = False) -> str:
    ask = AskSay(text=text, priority=priority, rehearse=rehearse)
    return desk.asked(lambda: desk.manual.take(ask, Requester()))


def heard(desk: Post, lexicon: dict[str, str], text: str) -> str:
    """The digest of the words of a text by another lexicon."""
    return words_digest(replace(desk.house.station, lexicon=lexicon), spoken(text))


def digest(desk: Post) -> str | None:
    """Of the words that aired last."""
    desk.run_for(minutes=1)
    return aired(desk).words_digest


def aired(desk: Post) -> Airing:
    return [row for row in desk.log() if row.outcome is Outcome.AIRED][-1]


@pytest.mark.parametrize("text", [FLOODED, FLOODED.upper(), "Lũ về, bà con sơ t\u200bán ngay."])
def test_lexicon_makes_no_other_words_of_what_a_person_typed_as_an_emergency(
    make_house: MakeHouse, text: str
) -> None:
    desk = post(make_house, CONTRARY)
    ticket = say(desk, text)
    assert digest(desk) == heard(desk, {}, FLOODED)
    assert desk.manual.warning(ticket) is None, "it is heard as it was typed"


def test_rehearsal_of_a_typed_emergency_is_what_would_air(make_house: MakeHouse) -> None:
    desk = post(make_house, CONTRARY)
    say(desk, FLOODED, rehearse=True)
    assert digest(desk) == heard(desk, {}, FLOODED)


def test_correction_of_an_emergency_is_heard_as_it_was_typed(make_house: MakeHouse) -> None:
    desk = post(make_house, CONTRARY, lu=FLOOD)
    desk.play("lu")
    desk.run_for(minutes=1)
    desk.correct("lu", FLOODED)
    assert digest(desk) == heard(desk, {}, f"Xin đính chính: {FLOODED}")


def test_typed_sentence_that_is_no_emergency_is_read_by_the_lexicon_as_ever(make_house: MakeHouse) -> None:
    desk = post(make_house, CONTRARY)
    ticket = say(desk, FLOODED, None)
    assert digest(desk) == heard(desk, {"sơ tán ngay": "không có lũ ở nhà ngủ đi"}, FLOODED)
    assert desk.manual.warning(ticket) is None


def test_how_a_typed_emergency_pronounces_is_the_wards_and_is_told(make_house: MakeHouse) -> None:
    desk = post(make_house, f"{CONTRARY}Blupi: bi lu bai\n")
    text = f"{FLOODED} Xem Blupi."
    ticket = say(desk, text)
    warning = desk.manual.warning(ticket)
    assert warning is not None
    assert dict(warning.facts) == {"words": "xem bi lu bai."}
    assert digest(desk) == heard(desk, {"Blupi": "bi lu bai"}, text)
    reason = aired(desk).reason
    assert reason is not None
    assert dict(reason.facts) == dict(warning.facts), "the log tells it too"


def test_long_typed_emergency_says_that_the_lexicon_may_change_it(make_house: MakeHouse) -> None:
    desk = post(make_house, "Blupi: bi lu bai\n")
    ticket = say(desk, "Lũ về, xem Blupi. " * 120)
    warning = desk.manual.warning(ticket)
    assert warning is not None
    assert warning.code == "playout.may_be_heard"
