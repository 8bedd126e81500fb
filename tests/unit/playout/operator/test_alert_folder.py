"""Whoever may write into the station's folder, but not into `state/`, changes no word of an alert."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.journal.rows.names import ALERTED
from broadcaster.playout.operator.alert_request import opening_words
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.loose_messages import spoken
from tests.house import MakeHouse
from tests.unit.playout.operator.alert_post import AlertPost, received

NIGHT = "2026-11-23T02:10"
CONTRARY = 'cảnh báo: bình an\nbão số: không có bão\nhiệu lực: tin đồn\n"1": hai\n'
WORDS = "parts:\n  attention: Giả.\n  opening: Tin giả của {sender}.\n"


def aired(post: AlertPost) -> tuple[str, str | None]:
    """The words of an alert as they were written, and their digest as they were spoken."""
    post.receive(received(sent=post.now))
    post.run_for(minutes=1)
    row = post.rows()[0]
    assert row.started is not None
    return (row.message or "").removeprefix(ALERTED).strip(), row.words_digest


@pytest.mark.parametrize(
    "files",
    [
        {"lexicon.yaml": CONTRARY},
        {"templates/alerts/alert.yaml": WORDS, "templates/alert.yaml": WORDS},
        {"messages/canh-bao.yaml": "title: Giả\nrepeat: 1\nparts:\n  - say: Giả.\n"},
    ],
    ids=["lexicon", "template", "message"],
)
def test_words_are_the_alerts_own(make_house: MakeHouse, files: dict[str, str]) -> None:
    post = AlertPost(make_house(NIGHT, files))
    text, digest = aired(post)
    assert text.startswith("Cảnh báo của Trung tâm Dự báo. Bão số 1.")
    station = replace(post.house.station, lexicon={})
    assert digest == words_digest(station, spoken(text))


def test_no_recording_of_the_folder_opens_or_closes_it(make_house: MakeHouse) -> None:
    house = make_house(NIGHT, {})
    sound = replace(
        house.station.settings.sound,
        opening="recordings/a.wav",
        closing="recordings/a.wav",
        emergency="recordings/a.wav",
    )
    station = replace(house.station, settings=replace(house.station.settings, sound=sound))
    used = opening_words(station).station.settings.sound
    assert (used.opening, used.closing, used.emergency) == ("chime", "none", "siren")


def test_sender_in_the_file_alone_is_nobody(make_house: MakeHouse, tmp_path: Path) -> None:
    house = make_house(NIGHT, {})
    (tmp_path / "people.yaml").write_text(
        "senders: {la: {name: Lạ, proof: feed, key: 'https://a.example/cap.xml', may: emergency}}\n"
    )
    assert not house.parts.access.people.senders
    house.parts.siren.look()
    assert house.parts.siren.ready() is None
