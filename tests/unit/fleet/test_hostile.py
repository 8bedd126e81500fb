"""A server, a mirror or a stick that lies: nothing of it is placed, what was placed stays, and it is told."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tuf.api.metadata import Metadata, TargetFile, Targets

from broadcaster.centre.publication import campaign_in
from broadcaster.centre.repository import CentreRepository
from broadcaster.core.errors import BroadcasterError, FleetError
from broadcaster.core.whole_files import sync
from broadcaster.fleet import fetcher
from broadcaster.fleet.campaign import Campaign, CampaignFile, campaigns_of
from broadcaster.station.loading.loader import take
from tests.fakes.centre import FakeCentre, FakeWard


@pytest.fixture
def centre(tmp_path: Path) -> FakeCentre:
    made = FakeCentre(tmp_path)
    made.publish("tet", sound=b"RIFF" * 2000)
    return made


@pytest.fixture
def ward(tmp_path: Path, centre: FakeCentre) -> FakeWard:
    made = FakeWard(tmp_path / "ward", centre.root)
    assert made.take(stick=centre.repo).placed == ("tet",)
    return made


@pytest.fixture
def stick(tmp_path: Path, centre: FakeCentre) -> Path:
    """A stick with a newer campaign that the ward has not taken yet."""
    centre.publish("lu", sound=b"RIFF" * 3000)
    centre.repository().copy_to(tmp_path / "stick")
    return tmp_path / "stick"


def refuses(ward: FakeWard, stick: Path, *codes: str) -> None:
    """Look that a round places nothing, takes nothing away and tells why."""
    before = ward.files()
    found = ward.take(stick=stick)
    assert (found.placed, found.withdrawn) == ((), ())
    assert ward.files() == before
    assert {error.code for error in found.refused.values()} & set(codes), dict(found.refused)


REFUSALS = ("not_proven", "no_answer", "no_repository", "wrong_file", "file_missing")
FILES = ("timestamp.json", "snapshot.json", "targets.json", "am.wav", "tin.yaml", "lich.yaml")


def newest(stick: Path, name: str) -> Path:
    """The file of that name which is in force and new."""
    found = [path for path in stick.rglob("*") if path.name.endswith(name) and "tet" not in path.parts]
    return (
        max(found, key=lambda path: int(path.name.split(".")[0]) if path.name[0].isdigit() else 0)
        if ("targets" not in found[0].parts)
        else found[0]
    )


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["flipped", "cut", "longer", "empty", "gone", "link", "pipe", "folder"])
def test_no_file_can_be_another_one(ward: FakeWard, stick: Path, name: str, how: str) -> None:
    path = newest(stick, name)
    data = path.read_bytes()
    path.unlink()
    match how:
        case "flipped":
            path.write_bytes(
                data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
            )
        case "cut":
            path.write_bytes(data[:-7])
        case "longer":
            path.write_bytes(data + b"x" * 1000)
        case "empty":
            path.write_bytes(b"")
        case "link":
            (stick.parent / "elsewhere").write_bytes(data)
            path.symlink_to(stick.parent / "elsewhere")
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
    if how == "longer" and path.parent.parent.name != "centre" and name.endswith("json"):
        refuses(ward, stick, "fleet.not_proven", "fleet.no_answer")
        return
    refuses(ward, stick, *(f"fleet.{code}" for code in REFUSALS))


def test_an_old_repository_takes_nothing_back(centre: FakeCentre, ward: FakeWard, tmp_path: Path) -> None:
    """Roll-back: an older state, which was signed well, lists a campaign that was withdrawn since."""
    old = tmp_path / "old"
    centre.repository().copy_to(old)
    centre.repository().withdraw("tet")
    assert ward.take(stick=centre.repo).withdrawn == ("tet",)

    refuses(ward, old, "fleet.not_proven")


def test_metadata_of_two_moments_is_not_mixed(centre: FakeCentre, ward: FakeWard, tmp_path: Path) -> None:
    old = tmp_path / "old"
    centre.publish("lu")
    centre.repository().copy_to(old)
    centre.publish("bao")
    mixed = tmp_path / "mixed"
    centre.repository().copy_to(mixed)
    for path in (old / "metadata").glob("*targets.json"):
        shutil.copy(
            path, mixed / "metadata" / max(p.name for p in (mixed / "metadata").glob("*targets.json"))
        )

    refuses(ward, mixed, "fleet.not_proven")


def test_a_frozen_repository_is_out_of_date_after_three_days(tmp_path: Path) -> None:
    """Freeze: a mirror that gives out what was the newest, for ever."""
    centre = FakeCentre(tmp_path, lambda: datetime.now(UTC) - timedelta(days=4))
    centre.publish("tet")
    ward = FakeWard(tmp_path / "ward", centre.root)

    refuses(ward, centre.repo, "fleet.expired")


def test_another_centre_is_not_believed(ward: FakeWard, tmp_path: Path) -> None:
    other = FakeCentre(tmp_path / "other")
    other.publish("gia")

    refuses(ward, other.repo, "fleet.not_proven")
    fresh = FakeWard(tmp_path / "fresh", ward.root)
    refuses(fresh, other.repo, "fleet.other_root")


def test_stolen_online_keys_list_nothing_new(centre: FakeCentre, ward: FakeWard, tmp_path: Path) -> None:
    """Whoever has the server's own key signs a state; what is listed in it has to be signed by the safe's."""
    thief = FakeCentre(tmp_path / "thief")
    thief.publish("gia")
    version = centre.repository().state()
    assert version.campaigns
    newest_targets = max((centre.repo / "metadata").glob("*.targets.json"))
    stolen = max((thief.repo / "metadata").glob("*.targets.json"))
    number = int(newest_targets.name.split(".")[0]) + 1
    forged = Metadata[Targets].from_bytes(stolen.read_bytes())
    forged.signed.version = number
    forged.to_file(str(centre.repo / f"metadata/{number}.targets.json"))
    repository = centre.repository()
    snapshot, timestamp = repository._snapshot(), repository._timestamp()
    snapshot.signed.version += 1
    snapshot.signed.meta["targets.json"].version = number
    repository._write(snapshot)
    repository._stamp(timestamp, snapshot.signed.version)

    refuses(ward, centre.repo, "fleet.not_proven")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("messages/centre/gia/../../x.yaml", "message"),
        ("messages/../station.yaml", "message"),
        ("/etc/passwd", "message"),
        ("messages/x.yaml", "message"),
        ("messages/centre/khac/x.yaml", "message"),
        ("messages/centre/gia/sub/x.yaml", "message"),
        ("messages/centre/gia/.x.yaml", "message"),
        ("messages/centre/gia/x.yaml\n", "message"),
        ("schedules/centre/gia/x.yaml", "message"),
        ("recordings/centre/gia/x", "recording"),
        ("recordings/centre/gia/..wav", "recording"),
        ("lexicon.yaml", "lexicon"),
        ("station.yaml", "rules"),
        ("templates/alerts/alert.yaml", "template"),
        ("voices/x.onnx", "voice"),
        ("state/people.db", "recording"),
    ],
)
def test_even_the_centre_places_nothing_elsewhere(
    centre: FakeCentre, ward: FakeWard, path: str, kind: str
) -> None:
    """A campaign that is signed well, with a file that has no place."""
    targets = centre.repository()._targets()
    said = {
        "campaign": "gia",
        "kind": kind,
        "to": ["all"],
        "from": "2020-01-01",
        "until": "2099-01-01",
        "needs": "",
    }
    targets.signed.targets[path] = TargetFile.from_data(path, b"x", ["sha256"])
    targets.signed.targets[path].unrecognized_fields["custom"] = said
    centre.repository()._publish(targets)

    refuses(ward, centre.repo, "fleet.strange_file")


def test_a_campaign_in_disorder_is_refused_alone(
    centre: FakeCentre, ward: FakeWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre.publish("lu")
    targets = centre.repository()._targets()
    disorder: tuple[object, ...] = (None, [], "x", {"campaign": 3}, {"campaign": "a", "kind": "message"})
    for number, custom in enumerate(disorder):
        path = f"messages/centre/a/x{number}.yaml"
        targets.signed.targets[path] = TargetFile.from_data(path, b"x", ["sha256"])
        if custom is not None:
            targets.signed.targets[path].unrecognized_fields["custom"] = custom
    monkeypatch.setattr(CentreRepository, "_campaigns", lambda _self, _targets: ())
    centre.repository()._publish(targets)

    found = ward.take(stick=centre.repo)

    assert found.placed == ("lu",)
    assert found.withdrawn == ()
    assert {error.code for error in found.refused.values()} == {"fleet.strange_file", "fleet.unclear"}


def test_a_hash_that_is_no_name_of_a_file_is_refused() -> None:
    said = {
        "campaign": "a",
        "kind": "message",
        "to": ["all"],
        "from": "2026-01-01",
        "until": "2026-01-02",
        "needs": "",
    }
    file = CampaignFile(path="messages/centre/a/x.yaml", length=1, sha256="../../../x")

    assert isinstance(campaigns_of([(file, said)])["a"], FleetError)


def test_too_much_is_refused_before_it_is_fetched(centre: FakeCentre, ward: FakeWard) -> None:
    targets = centre.repository()._targets()
    for path in [*targets.signed.targets]:
        targets.signed.targets[path].length = 3 << 30
    centre.repository()._publish(targets)

    refuses(ward, centre.repo, "fleet.too_large")


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library's
            return

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{made.server_address[1]}"
    finally:
        made.shutdown()
        made.server_close()


def endless(one: BaseHTTPRequestHandler) -> None:
    one.send_response(200)
    one.end_headers()
    while True:
        one.wfile.write(b"x" * 65536)


def silent(one: BaseHTTPRequestHandler) -> None:
    one.send_response(200)
    one.send_header("Content-Length", "1000")
    one.end_headers()
    one.connection.settimeout(30)
    one.rfile.read(1)


def sent_elsewhere(one: BaseHTTPRequestHandler) -> None:
    one.send_response(302)
    one.send_header("Location", "http://127.0.0.1:1/x")
    one.end_headers()


def nested(one: BaseHTTPRequestHandler) -> None:
    one.send_response(200)
    one.end_headers()
    one.wfile.write(b"[" * 10_000)


@pytest.mark.parametrize("answer", [endless, silent, sent_elsewhere, nested])
def test_a_server_that_misbehaves_holds_nobody_up(
    ward: FakeWard,
    centre: FakeCentre,
    answer: Callable[[BaseHTTPRequestHandler], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetcher, "TIMEOUT", 0.3)
    centre.publish("lu")
    before = ward.files()
    with server(answer) as address:
        found = ward.take(address)

    assert found.refused[address].code in ("fleet.not_proven", "fleet.no_answer", "fleet.no_repository")
    assert ward.files() == before
    assert ward.take(stick=centre.repo).placed == ("lu",), "and the next one is believed"


def test_a_drip_is_given_up(ward: FakeWard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetcher, "PATIENCE", 0.0)

    def drip(one: BaseHTTPRequestHandler) -> None:
        one.send_response(200)
        one.end_headers()
        while True:
            one.wfile.write(b"{")

    with server(drip) as address:
        assert ward.take(address).refused[address].code == "fleet.no_answer"


def test_a_campaign_that_this_station_cannot_load_is_not_placed(centre: FakeCentre, ward: FakeWard) -> None:
    """Well at the centre, which has the source; not here."""
    (centre.source / "station.yaml").write_text(
        "name: x\nsources: {vov: 'http://x/y.mp3'}\napproval: {required: true}\n"
    )
    centre.publish("lu")
    message = centre.source / "messages/centre/lu/tin.yaml"
    message.write_text(message.read_text() + "  - relay: vov\n    for: 5m\n")
    made, kinds = campaign_in(take(centre.source), "lu", ("all",), "")
    centre.repository().publish(made, kinds, centre.source)

    refuses(ward, centre.repo, "fleet.bad_file")


def test_links_in_the_station_lead_nothing_astray(centre: FakeCentre, ward: FakeWard, tmp_path: Path) -> None:
    shutil.rmtree(ward.folder / "messages/centre")
    (tmp_path / "outside").mkdir()
    (ward.folder / "messages/centre").symlink_to(tmp_path / "outside")
    centre.publish("lu")

    found = ward.take(stick=centre.repo)

    assert found.placed == ()
    assert found.refused
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_link_that_comes_while_a_campaign_is_placed_leads_nothing_astray(
    centre: FakeCentre, ward: FakeWard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, outside = ward.folder / "messages/centre", tmp_path / "outside"
    outside.mkdir()

    def after_a_file(path: Path) -> None:
        sync(path)
        draft = place / ".lu.new"
        if draft.is_dir() and not draft.is_symlink():
            draft.rename(tmp_path / "away")
            draft.symlink_to(outside)

    monkeypatch.setattr("broadcaster.fleet.placing.sync", after_a_file)
    centre.publish("lu")
    message = centre.source / "messages/centre/lu/tin.yaml"
    message.with_name("tin-nua.yaml").write_bytes(message.read_bytes())
    made, kinds = campaign_in(take(centre.source), "lu", ("all",), "")
    centre.repository().publish(made, kinds, centre.source)

    with suppress(BroadcasterError):
        ward.take(stick=centre.repo)

    assert {each.name for each in (tmp_path / "away").iterdir()} == {"tin.yaml", "tin-nua.yaml"}
    assert list(outside.iterdir()) == []


def test_metadata_is_json_that_a_fuzzer_may_have_written(
    centre: FakeCentre, ward: FakeWard, stick: Path
) -> None:
    for data in (
        b"null",
        b"[]",
        b"{}",
        b'{"signed": null, "signatures": []}',
        b"\xff\xfe",
        json.dumps("x").encode(),
    ):
        (stick / "metadata/timestamp.json").write_bytes(data)
        refuses(ward, stick, "fleet.not_proven")


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["all", "message", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)
_SAID = st.fixed_dictionaries(
    dict.fromkeys(("to", "from", "until", "needs"), _ANYTHING),
    optional={"campaign": _ANYTHING, "kind": _ANYTHING},
)


@given(path=st.text(max_size=60) | st.just("messages/centre/a/x.yaml"), said=_SAID | _ANYTHING)
@example(
    path="messages/centre/a/x.yaml", said={"campaign": "a", "kind": "message", "to": "all", "needs": "1"}
)
def test_whatever_is_said_of_a_file_has_an_answer(path: str, said: object) -> None:
    (found,) = campaigns_of([(CampaignFile(path=path, length=1, sha256="0" * 64), said)]).values()
    if isinstance(found, Campaign):
        assert path == f"messages/centre/{found.id}/{path.rpartition('/')[2]}"
