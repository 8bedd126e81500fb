"""Descriptions of services: what a wrong one is told, where a key goes; they are files like others."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from broadcaster.station.editing.settings import redacted
from broadcaster.station.loading.archive import ARCHIVE, keep, opened, reload
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.secrets import masked
from broadcaster.station.loading.services import shipped_service, shipped_services
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.station import Station
from broadcaster.station.rules.engines import EngineReach, forbidden, online, reach_of
from broadcaster.upkeep.backup.contents import items

KEY = "k3y-0123456789"
STATION = """
name: Đài
speech: {engines: [tinh, espeak]}
services: {tinh: {api_key: !secret tinh, host: giong.tinh.vn}}
"""
TINH = """
title: Tỉnh
address: https://giong.tinh.vn/say
headers: {Authorization: "Bearer {key}"}
body: '{"text": {words}, "voice": {voice}}'
voices: [lan, nam]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "services").mkdir()
    (tmp_path / "station.yaml").write_text(STATION)
    (tmp_path / "secrets.yaml").write_text(f"tinh: {{text: {KEY}, host: giong.tinh.vn}}\n")
    (tmp_path / "secrets.yaml").chmod(0o600)
    (tmp_path / "services" / "tinh.yaml").write_text(TINH)
    return tmp_path


def _station(folder: Path) -> Station:
    loaded = load(folder)
    assert loaded.station is not None, loaded.problems
    return loaded.station


@pytest.mark.parametrize("name", shipped_services())
def test_shipped_description_is_whole_and_needs_nothing_but_a_key(tmp_path: Path, name: str) -> None:
    (tmp_path / "station.yaml").write_text(f"name: Đài\nspeech: {{engines: [{name}, espeak]}}\n")
    needs = shipped_service(name).needs_key
    codes = [problem.code for problem in load(tmp_path).problems]
    assert codes == (["station.service_no_key"] if needs else [])


def test_service_of_the_ward_is_known_with_its_key_and_the_key_is_shown_nowhere(folder: Path) -> None:
    station = _station(folder)
    service = station.settings.service("tinh")
    assert service is not None
    assert (service.key, service.lack, service.host) == (KEY, "", "giong.tinh.vn")
    assert KEY not in repr(station)
    assert load(folder).problems == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("title:", "titel:", "station.unknown_key"),
        ("{voice}}", "{voise}}", "station.unknown_field"),
        ('"text": {words}', '"text": "{words}"', "station.bad_body"),
        ('"text": {words}', '"text": "x"', "station.body_without_words"),
        ('"Bearer {key}"', '"Bearer {words}"', "station.unknown_field"),
        ('"Bearer {key}"', '"Bearer đ"', "station.bad_header"),
        ("Authorization", '"Bad Name"', "station.bad_header"),
        ("https://giong.tinh.vn/say", "https://giong.tinh.vn/{key}", "station.unknown_field"),
        ("https://giong.tinh.vn/say", "file:///etc/passwd", "station.bad_service_address"),
        ("https://giong.tinh.vn/say", "https://a@b/say", "station.bad_service_address"),
        ("https://giong.tinh.vn/say", "https://a:99999/say", "station.bad_service_address"),
        ("https://giong.tinh.vn/say", "https://[::1/say", "station.bad_service_address"),
        ("voices:", "options: {key: x}\nvoices:", "station.bad_option"),
        ("voices:", "options: {region: a/b}\nvoices:", "station.bad_option"),
        ("voices:", "answer: {sound: link}\nvoices:", "station.missing_key"),
        ("voices:", "answer: {sound: video}\nvoices:", "station.unknown_word"),
        (
            "voices:",
            "answer: {sound: link, at: a, id: b, poll: 'https://else.vn/{id}'}\nvoices:",
            "station.poll_elsewhere",
        ),
        ("voices:", "errors: {'1': sad}\nvoices:", "station.unknown_word"),
        ("voices:", "longest: 9\nvoices:", "station.too_small"),
        ("voices: [lan, nam]", "voices: [!secret tinh]", "station.secret_elsewhere"),
    ],
)
def test_wrong_description_is_told_with_its_line(folder: Path, old: str, new: str, code: str) -> None:
    assert old in TINH
    (folder / "services" / "tinh.yaml").write_text(TINH.replace(old, new))
    found = {problem.code: problem for problem in load(folder).problems}
    assert code in found, found
    assert found[code].file == "services/tinh.yaml"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("tinh, espeak", "tinnh, espeak", "station.unknown_engine"),
        ("services: {tinh:", "services: {tin:", "station.unknown_service"),
        (", host: giong.tinh.vn", "", "station.missing_key"),
        ("{api_key", "{address: 'https://khac.vn', api_key", "station.service_key_elsewhere"),
        ("api_key: !secret tinh, ", "", "station.service_no_key"),
        ("api_key: !secret tinh", 'api_key: "a b"', "station.bad_api_key"),
        ("host: giong", "address: giong, host: giong", "station.bad_server"),
    ],
)
def test_wrong_use_of_a_service_is_told_with_its_line(folder: Path, old: str, new: str, code: str) -> None:
    assert old in STATION
    (folder / "station.yaml").write_text(STATION.replace(old, new))
    found = {problem.code: problem for problem in load(folder).problems}
    assert code in found, found
    assert found[code].file == "station.yaml"


def test_file_cannot_take_the_place_of_a_built_in_engine(folder: Path) -> None:
    (folder / "services" / "espeak.yaml").write_text(TINH)
    assert [problem.code for problem in load(folder).problems] == ["station.reserved_name"]


def test_description_with_another_host_gets_no_key(folder: Path) -> None:
    (folder / "services" / "tinh.yaml").write_text(TINH.replace("giong.tinh.vn", "thief.example"))
    service = _station(folder).settings.service("tinh")
    assert service is not None
    assert service.key == ""


def test_own_description_stands_before_the_shipped_one(folder: Path) -> None:
    (folder / "services" / "fpt.yaml").write_text(TINH)
    text = STATION.replace("[tinh,", "[fpt,")
    (folder / "station.yaml").write_text(text)
    assert _station(folder).settings.described["fpt"].title == "Tỉnh"


def test_description_is_accepted_backed_up_and_stays_when_it_breaks(folder: Path) -> None:
    keep(load(folder), folder / "state")
    with zipfile.ZipFile(folder / "state" / ARCHIVE) as packed:
        assert "services/tinh.yaml" in packed.namelist()
        assert not any(KEY.encode() in packed.read(name) for name in packed.namelist())
    assert "services/tinh.yaml" in {item.name for item in items(folder, secret=False)}
    (folder / "services" / "tinh.yaml").write_text("title: [broken")
    accepted = reload(folder / "state", folder)
    assert accepted is not None
    assert accepted.station is not None
    service = accepted.station.settings.service("tinh")
    assert service is not None
    assert service.key == KEY


def test_broken_description_leaves_the_accepted_one_and_the_rest_of_the_station(folder: Path) -> None:
    keep(load(folder), folder / "state")
    (folder / "services" / "tinh.yaml").write_text("title: [broken")
    taken = whole(FolderSource(folder), opened(folder / "state", folder))
    assert taken.stays == ("services/tinh.yaml",)
    assert taken.loaded.station is not None
    assert taken.loaded.station.settings.described["tinh"].title == "Tỉnh"


def test_key_in_station_yaml_is_masked_as_a_password_is() -> None:
    text = f"services: {{fpt: {{api_key: {KEY}, host: api.fpt.ai}}}}\nbackup: {{key: age1public}}\n"
    assert KEY not in masked(text)
    assert "age1public" in masked(text)
    assert KEY.encode() not in redacted(text.encode(), b"name: x\n", b"")


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("http://127.0.0.1:8000", EngineReach.NEAR),
        ("http://localhost:8000", EngineReach.NEAR),
        ("http://192.168.1.9:8000", EngineReach.NEAR),
        ("http://[fd00::1]:8000", EngineReach.NEAR),
        ("http://203.162.0.181:8000", EngineReach.INTERNET),
        ("https://giong.tinh.vn", EngineReach.UNKNOWN),
    ],
)
def test_reach_of_a_service_is_what_its_address_tells(folder: Path, address: str, reach: EngineReach) -> None:
    (folder / "station.yaml").write_text(
        "name: x\nspeech: {engines: [gtts, openai, espeak], online: false}\n"
        f"services: {{openai: {{address: '{address}'}}}}\n"
    )
    loaded = load(folder)
    assert loaded.station is not None
    settings = loaded.station.settings
    assert reach_of(settings, "openai") is reach
    assert ("openai" in forbidden(settings)) is (reach is EngineReach.INTERNET)
    assert ("openai" in online(settings, settings.speech.engines)) is (reach is not EngineReach.NEAR)
    codes = {
        EngineReach.INTERNET: ["station.online_forbidden"],
        EngineReach.UNKNOWN: ["station.online_unless_near"],
    }
    assert [p.code for p in loaded.problems] == ["station.online_forbidden", *codes.get(reach, [])]
