"""The words of an alert: what, where, what to do, until when; in Vietnamese always, a minute at most."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadcaster.alerts.cap.model import AlertSeverity, AlertStatus, Area, MsgType
from broadcaster.alerts.judging.judgement import judge
from broadcaster.alerts.judging.words import LONGEST, words_of
from broadcaster.alerts.proof.model import Provenance
from broadcaster.station.forms.alert_template import shipped
from tests.unit.alerts.values import AT, FAR, OURS, WARD, alert, from_feed, info

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SYLLABLE = 60 / 185


def spoken(written: str) -> tuple[str, float]:
    return written, len(written.split()) * SYLLABLE


def told(*infos: Any, origin: Provenance | None = None, **more: Any) -> str | None:
    one, origin = alert(*infos, **more), origin or from_feed()
    name = "" if origin.sender is None else origin.sender.name
    judged = judge(one, origin, WARD, AT)
    return words_of(
        one, judged, sender=name, ward="phường Tân Phong", zone=ZONE, spoken=spoken, template=shipped()
    )


def test_a_vietnamese_alert_is_told_in_its_own_words() -> None:
    assert told(
        info(
            headline="Bão số 3 giật cấp 12",
            description="Bão vào lúc 14 giờ. Mưa rất to.",
            instruction="Bà con không ra khỏi nhà.",
        )
    ) == (
        "Cảnh báo của Trung tâm Dự báo. Bão số 3 giật cấp 12. Khu vực: Tân Phong. Bão vào lúc 14 giờ. "
        "Mưa rất to. Bà con không ra khỏi nhà. Cảnh báo có hiệu lực đến 11 giờ, ngày 20 tháng 11."
    )


def test_without_vietnamese_the_words_come_from_the_tables_and_none_of_the_foreign_ones_is_said() -> None:
    foreign = info(
        language="en-US",
        event="Severe Thunderstorm Warning",
        severity=AlertSeverity.SEVERE,
        responses=("Shelter",),
        headline="Take cover",
        description="Hail.",
        instruction="Go inside.",
        areas=(replace(OURS, description="Bear Valley"),),
    )
    assert told(foreign) == (
        "Cảnh báo của Trung tâm Dự báo. Dông, sét, mức nghiêm trọng. Khu vực: địa bàn phường Tân Phong. "
        "Bà con ở yên trong nhà hoặc nơi kiên cố gần nhất. Cảnh báo có hiệu lực đến 11 giờ, ngày 20 tháng 11."
    )


@pytest.mark.parametrize(
    ("event", "category", "said"),
    [
        ("Cyclone tropical", "Met", "Bão,"),
        ("Inondation éclair", "Met", "Ngập lụt, lũ,"),
        ("Flash Flood Watch", "Met", "Lũ quét,"),
        ("Abducción de Niño", "Rescue", "Trẻ em bị bắt cóc,"),
        ("Sécheresse", "Met", "Hạn hán,"),
        ("Raining cats", "Met", "Thời tiết nguy hiểm,"),
        ("洪水", "Geo", "Nguy hiểm về địa chất,"),
        ("", "CBRNE", "Chất độc hoặc chất nổ nguy hiểm,"),
    ],
)
def test_an_event_is_known_by_its_words_else_by_its_category(event: str, category: str, said: str) -> None:
    words = told(info(language="fr", event=event, categories=(category,)))
    assert words is not None
    assert said in words


def test_of_two_languages_the_vietnamese_one_is_told_wherever_it_stands() -> None:
    english, ours = info(language="en", headline="Storm"), info(language="vi-VN", headline="Bão lớn")
    for infos in ((english, ours), (ours, english)):
        words = told(*infos)
        assert words is not None
        assert ("Bão lớn." in words, "Storm" in words) == (True, False)


def test_a_test_is_said_to_be_one_and_an_update_too() -> None:
    words = told(status=AlertStatus.EXERCISE, msg_type=MsgType.UPDATE)
    assert words is not None
    assert "Đây là tin thử, không phải cảnh báo thật." in words
    assert "Tin này thay cho tin trước." in words
    assert "tin thử" not in str(told())


def test_whom_nobody_knows_is_named_by_nobody() -> None:
    words = told(origin=Provenance())
    assert words is not None
    assert words.startswith("Cảnh báo chưa rõ nguồn.")


@pytest.mark.parametrize(
    "more", [{"msg_type": MsgType.CANCEL}, {"infos": (info(areas=(FAR,)),)}, {"infos": ()}]
)
def test_nothing_is_said_of_what_is_refused_cancels_or_says_nothing(more: dict[str, Any]) -> None:
    assert told(**more) is None


def test_a_minute_holds_what_to_do_before_details_and_each_from_its_beginning() -> None:
    to_do = [f"Việc {number} phải làm ngay." for number in range(20)]
    detail = [f"Chi tiết {number} của bão." for number in range(100)]
    words = told(info(description=" ".join(detail), instruction=" ".join(to_do)))
    assert words is not None
    assert len(words.split()) * SYLLABLE <= LONGEST
    assert all(one in words for one in to_do)
    said = [number for number, one in enumerate(detail) if one in words]
    assert said == list(range(len(said)))
    assert 0 < len(said) < 100
    assert words.endswith("Cảnh báo có hiệu lực đến 11 giờ, ngày 20 tháng 11.")


def test_behind_a_sentence_that_does_not_fit_none_of_its_text_is_said() -> None:
    words = told(info(description=f"Bão vào. {'gió ' * 200}. Bà con yên tâm."))
    assert words is not None
    assert ("Bão vào." in words, "yên tâm" in words) == (True, False)


@pytest.mark.parametrize("sign", [" ", ""])
def test_texts_without_an_end_are_left_out_whole(sign: str) -> None:
    endless = f"bão{sign}" * 300_000
    words = told(
        info(
            event=endless,
            headline=endless,
            description=endless,
            instruction=endless,
            areas=(Area(description=endless, geocodes=OURS.geocodes),),
        )
    )
    assert words is not None
    assert len(words) < 1000
    assert "Bão, mức đặc biệt nghiêm trọng." in words or "Thời tiết nguy hiểm" in words
