"""A ward takes what a centre published for it: by the network, by a stick, in pieces, after rotations."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.centre.keys import KeyName
from broadcaster.centre.publication import campaign_in
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import FleetError, StationError
from broadcaster.fleet.fetcher import CentreFetcher
from broadcaster.fleet.taking import FleetTaking, FleetWard
from broadcaster.station.editing.document import ABSENT
from broadcaster.station.editing.documents import Documents
from broadcaster.station.loading.loader import load, take
from tests.fakes.centre import FakeCentre, FakeWard, RangeServer, write_campaign


@pytest.fixture
def centre(tmp_path: Path) -> FakeCentre:
    return FakeCentre(tmp_path)


@pytest.fixture
def ward(tmp_path: Path, centre: FakeCentre) -> FakeWard:
    return FakeWard(tmp_path / "ward", centre.root)


def published(centre: FakeCentre, *names: str) -> dict[str, bytes]:
    """The files of campaigns as they were written."""
    return {
        path.relative_to(centre.source).as_posix(): path.read_bytes()
        for name in names
        for kind in ("messages", "recordings", "schedules")
        for path in sorted((centre.source / kind / "centre" / name).glob("*"))
    }


def test_a_campaign_comes_by_the_network_as_it_was_written_and_loads(
    centre: FakeCentre, ward: FakeWard
) -> None:
    new = centre.publish("tet", sound=b"RIFF" * 3000)

    with RangeServer(centre.repo).running() as server:
        found = ward.take(server.address)

    assert found.placed == ("tet",)
    assert not found.refused
    assert ward.files() == published(centre, "tet")
    assert new == sum(map(len, ward.files().values()))
    station = load(ward.folder).found
    assert station is not None
    assert "centre/tet/tin" in station.messages


def test_a_second_round_fetches_the_newest_mark_alone(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet")
    with RangeServer(centre.repo).running() as server:
        kept = ward.folder / "answers.json"
        known = FleetWard(root=ward.root, marks=ward.marks, today=datetime.now(UTC).date())
        for _ in range(2):  # each round is a process of its own
            server.statuses.clear()
            again = FleetTaking(ward.folder, CentreFetcher(100_000, kept=kept)).take(known, [server.address])

    assert again.answered
    assert (again.placed, again.withdrawn, dict(again.refused)) == ((), (), {})
    assert server.statuses == [("/metadata/2.root.json", 404), ("/metadata/timestamp.json", 304)]


def test_answers_that_are_damaged_are_asked_for_anew(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet")
    kept = ward.folder / "answers.json"
    kept.write_text('{"http://x": {"etag": 3}}')
    known = FleetWard(root=ward.root, marks=ward.marks, today=datetime.now(UTC).date())
    with RangeServer(centre.repo).running() as server:
        taken = FleetTaking(ward.folder, CentreFetcher(100_000, kept=kept)).take(known, [server.address])

    assert taken.placed == ("tet",)


def test_of_many_addresses_the_last_answers_are_kept(tmp_path: Path) -> None:
    kept = tmp_path / "answers.json"
    with RangeServer(tmp_path).running() as server:
        for number in range(12):
            (tmp_path / str(number)).mkdir()
            (tmp_path / f"{number}/timestamp.json").write_text(f"{number}")
            fetcher = CentreFetcher(100_000, kept=kept)
            got = b"".join(fetcher.pieces(f"{server.address}/{number}/timestamp.json"))
            assert got == str(number).encode()

    found = json.loads(kept.read_text())
    assert [one["body"] for one in found.values()] == [str(number) for number in range(4, 12)]


def test_campaigns_for_others_stay_away(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet", "phường Khác", "99999")
    centre.publish("lu", "03151")

    assert ward.take(stick=centre.repo).placed == ("lu",)
    assert ward.files() == published(centre, "lu")


def test_a_changed_campaign_replaces_the_earlier_one_with_all_its_files(
    centre: FakeCentre, ward: FakeWard
) -> None:
    centre.publish("tet", sound=b"RIFF" * 100)
    ward.take(stick=centre.repo)
    centre.publish("tet", words="Lời mới.")

    assert ward.take(stick=centre.repo).placed == ("tet",)
    assert ward.files() == published(centre, "tet")


def test_what_is_withdrawn_goes_and_nothing_else(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet")
    centre.publish("lu")
    ward.take(stick=centre.repo)
    centre.repository().withdraw("tet")

    assert ward.take(stick=centre.repo).withdrawn == ("tet",)
    assert ward.files() == published(centre, "lu")


@pytest.mark.parametrize("nth", range(5))
def test_a_kill_while_what_is_placed_is_cleared_away_leaves_no_half(
    centre: FakeCentre, ward: FakeWard, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    centre.publish("tet", sound=b"RIFF" * 100)
    remove, seen = shutil.rmtree, 0

    def killed(path: Path, **how: Any) -> None:
        nonlocal seen
        seen += "/ready/" in str(path)
        if seen == nth + 1:
            for file in sorted(Path(path).rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            raise KeyboardInterrupt
        remove(path, **how)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", killed)
        with suppress(KeyboardInterrupt):
            ward.take(stick=centre.repo)

    ward.take(stick=centre.repo)
    assert ward.files() == published(centre, "tet")


def test_what_somebody_removed_comes_back(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet")
    ward.take(stick=centre.repo)
    (ward.folder / "messages/centre/tet/tin.yaml").unlink()

    assert ward.take(stick=centre.repo).placed == ("tet",)
    assert ward.files() == published(centre, "tet")


def test_a_line_that_is_cut_again_and_again_goes_on_where_it_was(centre: FakeCentre, ward: FakeWard) -> None:
    sound = bytes(range(256)) * 800
    centre.publish("tet", sound=sound)
    with RangeServer(centre.repo).running() as server:
        server.cut = 30_000
        rounds = 1
        while not ward.take(server.address).placed:
            rounds += 1

    assert ward.files() == published(centre, "tet")
    assert rounds == -(-len(sound) // server.cut)
    (given,) = [n for path, n in server.given.items() if path.endswith("am.wav")]
    assert given == len(sound)


def test_a_server_without_ranges_begins_anew_and_the_file_is_right(
    centre: FakeCentre, ward: FakeWard
) -> None:
    centre.publish("tet", sound=bytes(range(256)) * 800)
    with RangeServer(centre.repo).running() as server:
        server.cut, server.ranges = 30_000, False
        assert ward.take(server.address).refused["tet"].code == "fleet.file_missing"
        server.cut = 0
        assert ward.take(server.address).placed == ("tet",)

    assert ward.files() == published(centre, "tet")


def test_an_address_that_gives_nothing_leaves_the_turn_to_the_next(
    centre: FakeCentre, ward: FakeWard
) -> None:
    centre.publish("tet")
    with RangeServer(centre.repo).running() as server:
        found = ward.take("http://127.0.0.1:9", server.address)

    assert found.placed == ("tet",)
    assert found.refused["http://127.0.0.1:9"].code == "fleet.no_answer"


def test_all_keys_may_be_replaced_while_a_ward_is_off(centre: FakeCentre, ward: FakeWard) -> None:
    ward.take(stick=centre.repo)
    for name in (KeyName.ROOT, KeyName.ROOT, KeyName.CAMPAIGNS, KeyName.ONLINE):
        centre.repository().rotate(name)
    centre.publish("tet")

    assert ward.take(stick=centre.repo).placed == ("tet",)
    assert FakeWard(ward.folder.with_name("new"), centre.root).take(stick=centre.repo).placed == ("tet",)


def test_to_renew_needs_the_key_at_the_server_alone(centre: FakeCentre) -> None:
    centre.publish("tet")
    before = centre.repository().state()
    centre.asked.clear()

    centre.repository().renew()

    assert centre.asked == []
    assert centre.repository().state().campaigns == before.campaigns


def test_what_is_over_is_listed_no_more(tmp_path: Path) -> None:
    at = [datetime.now(UTC)]
    centre = FakeCentre(tmp_path, lambda: at[0])
    centre.publish("tet")
    at[0] += timedelta(days=60)
    centre.publish("lu", days=90)

    assert [one.id for one in centre.repository().state().campaigns] == ["lu"]


def test_a_program_that_is_too_old_takes_nothing_of_it_and_says_so(
    centre: FakeCentre, ward: FakeWard
) -> None:
    centre.publish("tet", needs="99.1")

    found = ward.take(stick=centre.repo)

    assert found.refused["tet"].code == "fleet.needs_newer"
    assert ward.files() == {}


def test_a_placed_file_is_edited_nowhere_and_a_copy_of_it_is(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet")
    ward.take(stick=centre.repo)
    files = Documents(ward.folder, SystemClock())
    seen = files.read("messages/centre/tet/tin.yaml")

    for change in (
        lambda: files.write(seen.file, seen.text, etag=seen.etag, by="lan"),
        lambda: files.remove(seen.file, etag=seen.etag, by="lan"),
        lambda: files.rename(seen.file, "messages/x.yaml", etag=seen.etag, by="lan"),
        lambda: files.change(seen.file, lambda text: text + "\n", by="lan"),
    ):
        with pytest.raises(StationError) as told:
            change()
        assert told.value.code == "station.of_centre"
    assert files.write("messages/ban-sao.yaml", seen.text, etag=ABSENT, by="lan").text == seen.text


def test_a_station_without_its_centre_gives_everything_back(centre: FakeCentre, ward: FakeWard) -> None:
    centre.publish("tet")
    ward.take(stick=centre.repo)

    assert FleetTaking(ward.folder, CentreFetcher(48)).leave() == ("tet",)
    assert ward.files() == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("priority: emergency\n", "fleet.urgent"),
        ("", "fleet.no_days"),
    ],
)
def test_what_may_not_be_published_is_refused_at_the_centre(centre: FakeCentre, text: str, code: str) -> None:
    write_campaign(centre.source, "tet")
    message = centre.source / "messages/centre/tet/tin.yaml"
    lines = message.read_text("utf-8").splitlines(keepends=True)
    message.write_text(
        text + "".join(each for each in lines if text or not each.startswith("valid")), "utf-8"
    )

    with pytest.raises(FleetError) as told:
        campaign_in(take(centre.source), "tet", ("all",), "")
    assert told.value.code == code


def test_a_station_loads_nothing_of_the_library_by_itself() -> None:
    asked = (
        "import sys, broadcaster.app.station.parts; print([m for m in sys.modules if m.startswith('tuf')])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
