"""What was shown of an emergency names all that decides what is said and how; a page tells what is heard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from broadcaster.playout.requests.lexicon_use import NOTHING, HeardOtherwise, heard_otherwise
from broadcaster.playout.requests.message_version import AskedVersion
from broadcaster.station.loading.loader import take

MESSAGE = "title: Khẩn\npriority: emergency\nrepeat: 1\nparts:\n  - say: Lũ về.\n"
FILES = {
    "station.yaml": "name: x\nspeech: {engines: [tone]}\n",
    "messages/khan.yaml": MESSAGE,
    "lexicon.yaml": "Bluezone: bờ lu dôn\n",
}
EDITS = {
    "its lexicon": {"messages/khan.yaml": MESSAGE + "lexicon: {Lũ về: chúc mừng năm mới}\n"},
    "the ward's lexicon": {"lexicon.yaml": "Lũ về: mời bà con về nhà ngủ\n"},
    "the ward's lexicon, in other letters": {"lexicon.yaml": "lũ VỀ: mời bà con về nhà ngủ\n"},
    "class": {"messages/khan.yaml": MESSAGE.replace("emergency", "priority")},
    "siren": {"messages/khan.yaml": MESSAGE + "siren: siren-steady\n"},
    "the station's siren": {"station.yaml": FILES["station.yaml"] + "sound: {emergency: siren-steady}\n"},
    "pauses": {"messages/khan.yaml": MESSAGE.replace("  - say", "  - pause: 60s\n  - say")},
    "days": {"messages/khan.yaml": MESSAGE + "valid: {until: 2020-01-01}\n"},
    "words": {"messages/khan.yaml": MESSAGE.replace("về", "rút")},
}


def version(folder: Path, files: Mapping[str, str]) -> AskedVersion:
    for name, text in {**FILES, **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    station = take(folder)
    return AskedVersion(station=station, message=station.messages["khan"])


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_shown_is_another_version_after_an_edit_of(tmp_path: Path, edit: str) -> None:
    before = version(tmp_path, {}).shown
    assert version(tmp_path, {}).shown == before
    assert version(tmp_path, EDITS[edit]).shown != before


def test_reading_that_the_text_does_not_have_costs_no_second_hold(tmp_path: Path) -> None:
    before = version(tmp_path, {}).shown
    assert version(tmp_path, {"lexicon.yaml": "Bluezone: bờ lu dôn\nVNeID: vê nờ i đê\n"}).shown == before


def test_title_that_changes_costs_no_second_hold(tmp_path: Path) -> None:
    before = version(tmp_path, {}).shown
    assert version(tmp_path, {"messages/khan.yaml": MESSAGE.replace("Khẩn", "Lũ 7")}).shown == before


def told(found: AskedVersion) -> HeardOtherwise:
    return heard_otherwise(found.station, found.message)


@pytest.mark.parametrize("where", ["its lexicon", "the ward's lexicon"])
def test_what_a_lexicon_makes_of_an_emergency_is_shown(tmp_path: Path, where: str) -> None:
    assert told(version(tmp_path, {})) == NOTHING
    assert told(version(tmp_path, EDITS[where])).words in ("chúc mừng năm mới.", "mời bà con về nhà ngủ.")


def test_reading_that_fails_says_that_other_words_may_be_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = version(tmp_path, {"lexicon.yaml": "Lũ về: nước lên\n"})

    def fails(*_: object) -> None:
        raise RuntimeError("a rule of the reading")

    monkeypatch.setattr("broadcaster.playout.requests.lexicon_use.read_script", fails)
    assert told(found) == HeardOtherwise(more=True)
