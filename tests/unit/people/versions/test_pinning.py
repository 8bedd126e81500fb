"""An edited message airs as it was approved until the new version is approved, or not at all."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Outcome
from broadcaster.journal.rows.tables import for_people
from broadcaster.people.approval.decision import Signer
from broadcaster.people.roles.model import Grant
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.selection import pin_faults, with_versions
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from broadcaster.playout.requests.manual_request import by_name
from broadcaster.playout.requests.message_version import emergencies, offered
from broadcaster.station.loading.loader import take
from broadcaster.station.model.message import Message, Waits
from broadcaster.studio.script.digest import words_digest
from tests.house import LEADER, SETTINGS, House, MakeHouse
from tests.unit.app.urgency import Post

STRICT = SETTINGS.replace("required: false", "required: true")
MESSAGE = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con phường Tân Phong.\n"
EDITED = MESSAGE.replace("Kính thưa", "Xin chào")
OFFICER = Signer(by="Lan", grant=Grant(role=None))
SERVICE = """\
title: Đọc
address: http://127.0.0.1:9/say
body: '{"input": {words}, "voice": {voice}}'
needs_key: false
answer: {sound: sound, format: wav}
"""
HOURLY = 'message: ngan\nevery: 1h\nbetween: "06:00-20:00"\n'
FILES = {
    "station.yaml": STRICT,
    "messages/ngan.yaml": MESSAGE,
    "schedules/a.yaml": HOURLY,
    "lexicon.yaml": "Tân Phong: tân phong\n",
}
Open = Callable[..., House]


@pytest.fixture
def approved(make_house: MakeHouse) -> Open:
    """A station whose message is approved as it is; it is 08:30."""

    def opened(files: dict[str, str] | None = None) -> House:
        house = make_house("2026-11-23T08:30", FILES | (files or {}))
        house.approve("ngan")
        return house

    return opened


def edit(house: House, name: str, text: str) -> None:
    (house.folder / name).write_text(text)
    house.reload()


def next_hour(house: House) -> tuple[Outcome | None, str | None]:
    """Outcome of the next airing and the digest of its words."""
    house.run_until(house.clock.now() + timedelta(hours=1))
    airing = house.log()[-1]
    return airing.outcome, airing.words_digest


def digest(house: House, text: str = MESSAGE) -> str:
    """The digest of a text by the lexicon as it is now."""
    path = house.folder / "messages/ngan.yaml"
    kept = path.read_text()
    path.write_text(text)
    station = take(house.folder)
    path.write_text(kept)
    return words_digest(station, station.messages["ngan"])


def test_version_is_kept_where_a_service_of_the_wards_own_speaks(approved: Open) -> None:
    """Its description lies in a file of its own, and the version is read without the station's folder."""
    settings = STRICT.replace("[tone]", "[doc, tone]") + "voices: {default: {doc: mai}}\n"
    house = approved({"station.yaml": settings, "services/doc.yaml": SERVICE})
    words = digest(house)
    edit(house, "messages/ngan.yaml", EDITED)
    assert next_hour(house) == (Outcome.AIRED, words)


def test_approval_whose_version_could_not_be_kept_is_told(
    approved: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise StoreError("store.disk_full", path="x")

    monkeypatch.setattr(Pins, "keep", full)
    house = approved()
    house.reload()
    assert [fault.code for fault in pin_faults(house.versions.found)] == ["people.pin_lost"]
    edit(house, "messages/ngan.yaml", EDITED)
    assert [fault.code for fault in pin_faults(house.versions.found)] == ["people.pin_silent"]
    assert next_hour(house)[0] is not Outcome.AIRED


def test_edit_leaves_the_approved_version_on_air_until_the_new_one_is_approved(approved: Open) -> None:
    house = approved()
    old, new = digest(house), digest(house, EDITED)
    edit(house, "messages/ngan.yaml", EDITED)
    assert next_hour(house) == (Outcome.AIRED, old)
    house.approve("ngan")
    assert next_hour(house) == (Outcome.AIRED, new)


def test_lexicon_changes_the_words_of_what_is_approved_only_after_a_new_yes(approved: Open) -> None:
    house = approved()
    old = digest(house)
    edit(house, "lexicon.yaml", "Tân Phong: tân phòng\n")
    assert digest(house) != old
    assert next_hour(house) == (Outcome.AIRED, old)
    house.approve("ngan")
    assert next_hour(house) == (Outcome.AIRED, digest(house))


def test_where_the_ward_wants_it_an_edit_stops_the_message(approved: Open) -> None:
    house = approved({"station.yaml": STRICT.replace("required: true", "required: true, edit: stop")})
    edit(house, "messages/ngan.yaml", EDITED)
    assert next_hour(house)[0] is Outcome.REFUSED


def test_author_may_choose_otherwise_for_one_edit(approved: Open) -> None:
    house = approved()
    old = digest(house)
    edit(house, "messages/ngan.yaml", EDITED)
    house.deciding.submit(house.filed, house.filed.messages["ngan"], OFFICER, keep=False)
    house.reload()
    assert next_hour(house)[0] is Outcome.REFUSED
    edit(house, "messages/ngan.yaml", MESSAGE)  # the text that somebody had stopped
    assert next_hour(house)[0] is Outcome.REFUSED
    house.approve("ngan")
    assert next_hour(house) == (Outcome.AIRED, old)


def test_end_of_the_approval_ends_what_was_pinned(approved: Open) -> None:
    house = approved()
    edit(house, "messages/ngan.yaml", EDITED)
    house.deciding.end(house.filed, "ngan", LEADER, "hết dịch")
    house.reload()
    assert next_hour(house)[0] is Outcome.REFUSED


def test_shorter_validity_holds_for_the_approved_version_at_once(approved: Open) -> None:
    house = approved()
    edit(house, "messages/ngan.yaml", EDITED + "valid: {until: 2026-11-22}\n")
    assert next_hour(house)[0] is Outcome.REFUSED


def test_pinned_version_survives_a_restart(make_house: MakeHouse, approved: Open) -> None:
    house = approved()
    old = digest(house)
    edit(house, "messages/ngan.yaml", EDITED)
    next_hour(house)
    again = make_house("2026-11-23T10:30", FILES | {"messages/ngan.yaml": EDITED}, journal=house.journal)
    assert next_hour(again) == (Outcome.AIRED, old)


def test_two_messages_with_the_same_words_are_both_kept(approved: Open) -> None:
    """A title is no word: `khac` says what `ngan` says."""
    house = approved({"messages/khac.yaml": MESSAGE.replace("Ngắn", "Khác")})
    old = digest(house)
    house.approve("khac")
    edit(house, "messages/ngan.yaml", EDITED)
    assert next_hour(house) == (Outcome.AIRED, old)


def test_version_that_could_not_be_read_once_is_read_later(approved: Open) -> None:
    house = approved()
    old = digest(house)
    yes = house.book.decisions.of("ngan").yes
    assert yes is not None
    assert yes.pin is not None
    pins = Pins(house.state, house.folder)
    (archive,) = (house.state / "pinned").glob("*.zip")
    away = archive.rename(house.folder / "away.zip")
    assert pins.version(old, yes.pin) is None
    away.rename(archive)
    assert pins.version(old, yes.pin) is not None


def test_clearing_keeps_what_is_approved(approved: Open) -> None:
    house = approved()
    shelf = house.state / "pinned"
    kept = {path.name for path in shelf.iterdir()}
    (shelf / "0.zip").write_bytes(b"")
    (shelf / f"{digest(house)}.zip").write_bytes(b"")
    (shelf / "0.json").write_bytes(b"")
    Pins(house.state, house.folder).clear(house.book.decisions.versions())
    assert {path.name for path in shelf.iterdir()} == kept


def repack(archive: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(archive) as read:
        files = {name: read.read(name) for name in read.namelist()}
    change(files)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, raw in files.items():
            written.writestr(name, raw)
    archive.write_bytes(made.getvalue())


def other_words(files: dict[str, bytes]) -> None:
    files["messages/ngan.yaml"] = EDITED.encode()


def other_reading(files: dict[str, bytes]) -> None:
    files["lexicon.yaml"] = "Tân Phong: lai châu\n".encode()


def other_title(files: dict[str, bytes]) -> None:
    files["messages/ngan.yaml"] = MESSAGE.replace("Ngắn", "Dài").encode()


@pytest.mark.parametrize("change", [other_words, other_reading, other_title, dict.clear])
def test_version_that_was_changed_on_the_disk_never_airs(
    make_house: MakeHouse, approved: Open, change: Callable[[dict[str, bytes]], None]
) -> None:
    house = approved()
    edit(house, "messages/ngan.yaml", EDITED)
    (archive,) = (house.state / "pinned").glob("*.zip")
    repack(archive, change)
    again = make_house("2026-11-23T10:30", FILES | {"messages/ngan.yaml": EDITED}, journal=house.journal)
    assert next_hour(again)[0] is Outcome.REFUSED


def test_version_that_is_not_there_does_not_air(make_house: MakeHouse, approved: Open) -> None:
    house = approved()
    shutil.rmtree(house.state / "pinned")
    again = make_house("2026-11-23T10:30", FILES | {"messages/ngan.yaml": EDITED}, journal=house.journal)
    assert next_hour(again)[0] is Outcome.REFUSED


def test_what_airs_as_it_was_approved_is_told_as_such(approved: Open) -> None:
    house = approved()
    edit(house, "messages/ngan.yaml", EDITED)
    next_hour(house)
    airing = house.log()[-1]
    assert airing.pinned
    assert "bản đã duyệt" in for_people(airing, house.station.settings.timezone, ("reason",))[0]
    house.approve("ngan")
    next_hour(house)
    assert not house.log()[-1].pinned


def test_play_and_emergency_air_the_approved_version_and_a_rehearsal_the_newest(approved: Open) -> None:
    house = approved()
    edit(house, "messages/ngan.yaml", EDITED)

    def words(ask: AskPlay) -> str:
        wanted = by_name(house.station, ask, Requester())
        return words_digest(wanted.station, wanted.message)

    assert (
        words(AskPlay(message="ngan"))
        == words(AskPlay(message="ngan", priority="emergency"))
        == digest(house)
    )
    assert words(AskPlay(message="ngan", rehearse=True)) == digest(house, EDITED)


FIRE = MESSAGE.replace("repeat: 1", "priority: emergency\nrepeat: 1")


@pytest.mark.parametrize("edit_rule", ["pin", "stop"])
def test_approved_emergency_whose_file_is_gone_stays_one_until_its_approval_ends(
    make_house: MakeHouse, edit_rule: str
) -> None:
    strict = STRICT.replace("required: true", f"required: true, edit: {edit_rule}")
    house = make_house("2026-11-23T08:30", {"station.yaml": strict, "messages/chay.yaml": FIRE})
    house.approve("chay")
    words = house.station.approved["chay"]
    (house.folder / "messages/chay.yaml").unlink()
    house.reload()
    # A file in its place that cannot be read is no other text.
    blank = {"chay": Message(id="chay", title="chay", parts=())}
    waits = replace(house.filed, messages=blank, waiting={"chay": Waits(file="messages/chay.yaml", line=1)})
    assert with_versions(waits, house.versions.found).messages == house.station.messages
    post = Post(house)
    (shown,) = emergencies(offered(house.station, house.held, lambda *_: None, urgent=True))
    ask = AskPlay(message="chay", priority="emergency")
    post.asked(lambda: post.manual.take(ask, Requester(shown="Lan"), shown=shown.shown))
    post.run_for(seconds=30)
    assert [(row.outcome, row.words_digest) for row in house.log()] == [(Outcome.AIRED, words)]
    house.deciding.end(house.filed, "chay", LEADER, "hết mùa cháy")
    house.reload()
    assert "chay" not in house.station.approved
    assert not list(emergencies(offered(house.station, house.held, lambda *_: None, urgent=True)))


def test_approved_message_that_is_no_emergency_goes_with_its_file(approved: Open) -> None:
    house = approved()
    (house.folder / "schedules/a.yaml").unlink()
    (house.folder / "messages/ngan.yaml").unlink()
    house.reload()
    assert "ngan" not in house.station.messages
