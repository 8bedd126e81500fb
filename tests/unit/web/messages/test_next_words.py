"""The list says which words air next where a draft stands beside an approved version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.people.approval.summary import MessageStanding
from broadcaster.station.loading.loader import load
from broadcaster.station.model.station import Station
from broadcaster.web.messages.overview import NextWords, next_words

STANDING = MessageStanding(
    message="hop", title="Họp", state="draft", by=None, at=None, submitted_by=None, why=None, way=None,
    valid=False, words_digest=None, approved_digest=None, approved_by=None, approved_at=None,
    approved_priority=None, reading_changed=False, pinned=False, next=None,
)  # fmt: skip


def station(folder: Path, *, required: bool) -> Station:
    (folder / "station.yaml").write_text(f"name: Đài\napproval: {{required: {str(required).lower()}}}\n")
    (folder / "messages").mkdir()
    (folder / "messages" / "hop.yaml").write_text("title: Họp\nparts:\n  - say: Mời bà con.\n")
    found = load(folder).station
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (STANDING, NextWords.NONE_YET),
        (replace(STANDING, state="waiting"), NextWords.NONE_YET),
        (replace(STANDING, pinned=True), NextWords.APPROVED),
        (replace(STANDING, state="waiting", pinned=True), NextWords.APPROVED),
        (replace(STANDING, state="approved", valid=True), NextWords.THESE),
        (None, NextWords.NONE_YET),
    ],
)
def test_words_of_the_next_time_are_told(
    tmp_path: Path, standing: MessageStanding | None, words: NextWords
) -> None:
    assert next_words(station(tmp_path, required=True), standing) is words


def test_where_nobody_has_to_approve_it_is_always_these(tmp_path: Path) -> None:
    assert next_words(station(tmp_path, required=False), STANDING) is NextWords.THESE
