"""Which entries of a lexicon count in a typed emergency, and what a lexicon makes of a text."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.playout.requests import lexicon_use
from broadcaster.playout.requests.lexicon_use import (
    LONG,
    NOTHING,
    HeardOtherwise,
    as_typed,
    heard_otherwise,
    touching,
)
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.script.loose_messages import spoken
from broadcaster.studio.script.script import Script, read_script


def station(**lexicon: str) -> Station:
    return Station(
        root=Path("/x"),
        settings=Settings(name="Đài"),
        messages={},
        schedules={},
        lexicon=MappingProxyType(lexicon),
    )


@pytest.mark.parametrize(
    ("form", "reading", "kept"),
    [
        ("sơ tán ngay", "không có lũ ở nhà ngủ đi", False),
        ("sơ tán ngay", "không sơ tán ngay", False),
        ("SƠ TÁN", "ở nhà", False),
        ("sơ-tán", "ở nhà", False),
        ("so tan", "ở nhà", False),
        ("Lũ", "nắng", False),
        ("LŨ", "nắng", False),
        ("ĐI", "ở lại", False),
        ("Lũ, về", "nắng", False),
        ("Si Pa Phìn", "xi pa phìn", False),
        ("về lúc 5", "không về năm nay", False),
        ("về lúc 5", "về lúc năm", True),
        ("5 xã sơ tán", "năm xã ở nhà", False),
        ("5 xã sơ tán", "xã sơ tán", False),
        ("5 xã sơ tán", "năm xã sơ tán", True),
        ("xã 5 và 6 phải", "xã năm và sáu phải", True),
        ("xã 5 và 6 phải", "xã năm sáu phải", False),
        ("Khu 5", "khu năm", True),
        ("CA", "công an", True),
        ("UBND xã", "ủy ban nhân dân xã", True),
        ("UBND xã", "ủy ban nhân dân phường", False),
        ("Bluezone", "bờ lu dôn", True),
        ("113", "một một ba", True),
        ("(.*)+$", "ở nhà", False),
        (r"\S+ [^a]", "ở nhà", False),
        ("***", "ở nhà", False),
    ],
)
def test_entry_counts_in_a_typed_emergency_if_it_leaves_plain_words_as_they_are(
    form: str, reading: str, kept: bool
) -> None:
    text = spoken(f"Lũ về: {form} ngay. {form.lower()}")
    assert (form in as_typed(station(**{form: reading}), text).lexicon) is kept


@pytest.mark.parametrize("between", [[], ["a"], ["a", "a"], ["ab"], ["a", "b"], ["aa"]], ids=str)
def test_plain_words_stay_if_they_stand_in_their_order_with_something_between_them(
    between: list[str],
) -> None:
    texts = ["".join(letters) for size in range(7) for letters in product("ab", repeat=size)]
    for first, last in product(("", "a", "ba"), repeat=2):
        plain = [first, *between, last]
        in_order = re.compile(".+".join(plain))
        wrong = [
            text
            for text in texts
            if lexicon_use._keep([list(each) for each in plain], list(text)) != bool(in_order.fullmatch(text))
        ]
        assert wrong == [], plain


def test_emergency_waits_for_no_entry_that_only_begins_as_its_text_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged: list[str] = []

    def counted(_house: Station, form: str, _spoken: str) -> bool:
        judged.append(form)
        return True

    monkeypatch.setattr(lexicon_use, "_pronounces", counted)
    many = {f"bà con thôn số {number}": "bà con" for number in range(5000)}
    kept = as_typed(station(**many, UBND="ủy ban"), spoken("UBND báo: bà con thôn số 7 đi ngay."))
    assert judged == ["bà con thôn số 7", "UBND"]
    assert set(kept.lexicon) == set(judged)


def test_emergency_with_too_many_entries_to_be_judged_is_heard_as_it_was_typed() -> None:
    text = " ".join(f"xã{number}" for number in range(lexicon_use.JUDGED + 1))
    many = {f"xã{number}": "xã một" for number in range(lexicon_use.JUDGED + 1)}
    assert not as_typed(station(**many), spoken(text)).lexicon


def test_entry_that_cannot_be_judged_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(lexicon_use, "_pronounces", fails)
    assert not as_typed(station(Bluezone="bờ lu dôn"), spoken("Bluezone.")).lexicon


@pytest.mark.parametrize(
    "text", ["Lũ về.", "LŨ VỀ", "l\u200bũ về", "Lu\u0303 ve\u0302\u0300", "7hlũ về", "Ｌũ về"]
)
def test_no_way_of_writing_hides_that_an_entry_may_be_used(text: str) -> None:
    assert touching(spoken(text), {"Lũ về": "nắng lên", "mưa": "nắng"}) == ({"Lũ về": "nắng lên"},)


def test_text_of_any_length_is_not_searched_for_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon_use, "_standing", lambda _texts, _lexicon: 1 / 0)
    message = Message(id="khan", title="", parts=(Say(text="Lũ về. " * 9000),) * 9)
    assert touching(message, {}, {"mưa": "nắng"}) == ({}, {"mưa": "nắng"})
    assert heard_otherwise(station(mưa="nắng"), message) == HeardOtherwise(more=True)


def test_what_is_heard_in_place_of_another_sentence_is_told_though_the_text_has_it_too() -> None:
    told = heard_otherwise(station(**{"Lũ về": "không có lũ"}), spoken("Không có lũ. Lũ về."))
    assert told == HeardOtherwise(words="không có lũ.")


def test_text_that_cannot_be_read_may_be_heard_otherwise_and_the_fault_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lexicon_use, "read_script", lambda *_: 1 / 0)
    told = heard_otherwise(
        station(**{"Lũ về": "nước lên"}), Message(id="khan", title="", parts=(Say(text="Lũ về."),))
    )
    assert told == HeardOtherwise(more=True)
    assert "khan" in caplog.text


def test_entry_that_touches_a_text_and_changes_nothing_is_not_told() -> None:
    assert heard_otherwise(station(**{"lũ quét": "lũ quét qua"}), spoken("Lũ về.")) == NOTHING


def test_long_text_is_not_read_and_says_that_a_lexicon_may_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Message] = []

    def counted(house: Station, message: Message) -> Script:
        read.append(message)
        return read_script(house, message)

    monkeypatch.setattr(lexicon_use, "read_script", counted)
    parts = (Say(text="Lũ về."), Say(text="Mưa to. " * LONG), Say(text="Lũ về. " * LONG))
    message = Message(id="khan", title="", parts=parts)
    told = heard_otherwise(station(**{"Lũ về": "nước lên"}), message)
    assert told == HeardOtherwise(words="nước lên.", more=True)
    assert sum(len(part.text) for one in read for part in one.parts if isinstance(part, Say)) < LONG
    assert heard_otherwise(station(), message) == NOTHING
