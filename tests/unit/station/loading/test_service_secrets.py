"""A text of secrets.yaml goes to the host that is named there, and to none that station.yaml names."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.settings import asked_names
from broadcaster.station.loading.archive import keep, reload
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.secrets import Secrets, for_host
from broadcaster.station.model.service import WardService

KEY = "k3y-0123456789"
SECRETS = f"fpt: {{text: {KEY}, host: api.fpt.ai}}\nmail: mat-khau\n"
OWN = (
    "name: Đài\nspeech: {engines: [fpt, espeak]}\nservices: {fpt: {api_key: !secret fpt, host: api.fpt.ai}}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secrets.yaml").write_text(SECRETS)
    (tmp_path / "secrets.yaml").chmod(0o600)
    (tmp_path / "services").mkdir()
    return tmp_path


def _service(folder: Path, text: str, name: str = "fpt") -> WardService:
    (folder / "station.yaml").write_text(text)
    loaded = load(folder)
    assert loaded.station is not None, loaded.problems
    service = loaded.station.settings.service(name)
    assert service is not None
    return service


def _codes(folder: Path, text: str) -> set[str]:
    (folder / "station.yaml").write_text(text)
    return {problem.code for problem in load(folder).problems}


def test_key_goes_to_the_host_it_was_entered_for(folder: Path) -> None:
    assert _service(folder, OWN).key == KEY
    assert _codes(folder, OWN) == set()


def test_key_is_not_sent_to_another_host_that_station_yaml_names_for_it(folder: Path) -> None:
    text = OWN.replace("host: api.fpt.ai", 'host: xau.example, address: "https://xau.example"')
    service = _service(folder, text)
    assert (service.host, service.lack, service.key) == ("xau.example", "key_elsewhere", "")
    assert service.access.host == "api.fpt.ai", "which check tells"
    assert _codes(folder, text) == {"station.service_key_elsewhere"}


def test_key_is_not_sent_where_another_description_leads(folder: Path) -> None:
    description = (
        "title: X\naddress: https://xau.example/a\nheaders: {k: '{key}'}\nbody: '{\"t\": {words}}'\n"
    )
    (folder / "services/xau.yaml").write_text(description)
    text = OWN.replace("fpt, espeak", "xau, espeak").replace("services: {fpt:", "services: {xau:")
    assert _service(folder, text.replace("api.fpt.ai", "xau.example"), "xau").key == ""


@pytest.mark.parametrize("name", ["mail", "fpt"])
@pytest.mark.parametrize(
    "place",
    [
        "services: {{fpt: {{options: {{model: !secret {0}}}}}}}",
        "services: {{fpt: {{voices: [!secret {0}]}}}}",
        "services: {{openai: {{address: !secret {0}}}}}",
        "services: {{openai: {{options: {{!secret {0}: x}}}}}}",
        "voices: {{default: {{fpt: !secret {0}}}}}",
    ],
)
def test_no_secret_becomes_what_a_service_is_asked_with(folder: Path, place: str, name: str) -> None:
    assert "station.secret_not_here" in _codes(folder, "name: Đài\n" + place.format(name) + "\n")


def test_password_of_something_else_is_no_key_of_a_service(folder: Path) -> None:
    assert _codes(folder, OWN.replace("!secret fpt", "!secret mail")) == {
        "station.secret_without_host",
        "station.service_no_key",
    }


def test_key_of_a_service_is_no_password_of_something_else(folder: Path) -> None:
    assert _codes(folder, "name: Đài\nsources: {vov: !secret fpt}\n") == {"station.secret_not_here"}


@pytest.mark.parametrize(
    "written",
    [
        "{text: a}",
        "{text: a, host: b, more: c}",
        "{text: a, host: [b]}",
        "{text: '', host: b}",
        "{text: a, host: ''}",
    ],
)
def test_key_that_is_not_whole_is_told_and_not_used(folder: Path, written: str) -> None:
    (folder / "secrets.yaml").write_text(f"fpt: {written}\n")
    assert _codes(folder, OWN) == {"station.secret_not_text", "station.no_secret", "station.service_no_key"}


def test_key_keeps_its_host_in_the_archive(folder: Path) -> None:
    (folder / "station.yaml").write_text(OWN)
    keep(load(folder), folder / "state")
    (folder / "station.yaml").write_text("name: [")
    accepted = reload(folder / "state", folder)
    assert accepted is not None
    assert accepted.station is not None
    service = accepted.station.settings.service("fpt")
    assert service is not None
    assert service.key == KEY


def test_key_that_is_entered_removed_and_brought_back_keeps_its_host(folder: Path) -> None:
    (folder / "secrets.yaml").unlink()
    (folder / "station.yaml").write_text("name: Đài\n")
    files = Documents(folder, SystemClock())
    seen = files.read("station.yaml")
    saved = files.write(
        "station.yaml", OWN, etag=seen.etag, by="Kiên", secrets={"fpt": for_host(KEY, "api.fpt.ai")}
    )
    assert (folder / "secrets.yaml").stat().st_mode & 0o077 == 0
    assert asked_names("station.yaml", OWN.encode()) == {"fpt"}
    gone = files.write("station.yaml", "name: Đài\n", etag=saved.etag, by="Kiên")
    assert KEY not in (folder / "secrets.yaml").read_text()
    files.write("station.yaml", OWN, etag=gone.etag, by="Kiên", secrets=gone.dropped)
    kept = Secrets((folder / "secrets.yaml").read_bytes())
    assert (kept.text("fpt"), kept.host("fpt")) == (KEY, "api.fpt.ai")
    assert _service(folder, OWN).key == KEY


def test_name_that_is_there_is_not_offered_as_the_one_that_was_meant(folder: Path) -> None:
    (folder / "station.yaml").write_text(OWN.replace("!secret fpt", "!secret mail"))
    (problem,) = (one for one in load(folder).problems if one.code == "station.secret_without_host")
    assert problem.facts["near"] == ""
