"""What somebody typed and has not saved is kept at the station."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import StationError
from broadcaster.web.site import drafts as module
from broadcaster.web.site.drafts import Drafts, Typed, fields_of

AT = datetime(2027, 1, 2, tzinfo=UTC)
FILE = "messages/hop.yaml"


def typed(words: str, minutes: int = 0) -> Typed:
    return Typed(etag="0" * 64, at=AT + timedelta(minutes=minutes), fields={"part-0": words})


def test_a_draft_outlives_the_program(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("lan", FILE, typed("Mời bà con."))
    assert Drafts(tmp_path).of("lan", FILE) == typed("Mời bà con.")


def test_each_person_has_a_draft_of_their_own(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("lan", FILE, typed("của Lan"))
    drafts.keep("pao", FILE, typed("của Páo"))
    drafts.drop("pao", FILE)
    assert drafts.of("lan", FILE) == typed("của Lan")
    assert drafts.of("pao", FILE) is None


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("../../x", "messages/../../y.yaml", typed("x"))
    assert [path.parent for path in tmp_path.rglob("*.json")] == [tmp_path / "drafts"]


def test_a_damaged_draft_stops_nobody(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("lan", FILE, typed("x"))
    next((tmp_path / "drafts").iterdir()).write_bytes(b"[" * 200_000)
    assert drafts.of("lan", FILE) is None


def test_a_draft_that_is_too_long_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.keep("lan", FILE, typed("ngắn"))
    with pytest.raises(StationError):
        drafts.keep("lan", FILE, typed("x" * module.LARGEST))
    assert drafts.of("lan", FILE) == typed("ngắn")


def test_the_oldest_drafts_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    drafts = Drafts(tmp_path)
    for number in range(5):
        drafts.keep("lan", f"messages/{number}.yaml", typed(str(number)))
    assert len(list((tmp_path / "drafts").iterdir())) == 3
    assert drafts.of("lan", "messages/4.yaml") == typed("4")


def test_of_a_form_only_what_a_person_types_is_kept() -> None:
    given = {"csrf": "x", "etag": "y", "title": "a", "part-0": "b", "set-repeat": "2", "choice": "mine"}
    assert fields_of(given) == {"title": "a", "part-0": "b", "set-repeat": "2"}
