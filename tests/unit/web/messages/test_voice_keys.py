"""The key of a service, entered on Giọng đọc: kept apart, for the host that was shown, and shown nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from broadcaster.people.roles.model import Person
from broadcaster.speech.overview import rows
from broadcaster.speech.voices.shelf import Shelf
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.settings.edits import edited
from broadcaster.web.settings.groups import group_of
from broadcaster.web.settings.sheets import sheets
from tests.fakes import vieneu_models
from tests.fakes.console import OFFICER, TECHNICIAN, Console
from tests.fakes.quick_hashes import quick_hashes

KEY = "k3y-that-nobody-may-see"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with quick_hashes():
        made = Console(tmp_path_factory.mktemp("dai"), "speech: {engines: [espeak]}\n")
        yield made
        made.running.close()


def enter(console: Console, person: Person, voice: str, host: str, key: str = KEY) -> tuple[int, str]:
    """Post a key as the page does."""
    return console.press(person, "/voices/key", voice=voice, host=host, secret=key)


def test_services_of_the_settings_are_shown_and_saved_without_touching_what_was_not_typed() -> None:
    text = "name: x\nservices: {azure: {options: {region: eastasia}, voices: [a, b], limit: 9}}\n"
    made = edited("voices", text, {})
    assert (made.text, made.faults) == (text, {})
    (options,) = (
        each
        for sheet in sheets("voices", made.data)
        for each in group_of(sheet, made.data).all()
        if each.path == ("services", "azure", "options")
    )
    assert options.value == "region: eastasia"
    changed = edited("voices", text, {options.name: "region: japaneast, model: x"})
    assert data_of(changed.text)["services"]["azure"]["options"] == {"region": "japaneast", "model": "x"}


def test_key_is_refused_for_a_host_that_was_not_shown(console: Console) -> None:
    status, _ = enter(console, TECHNICIAN, "fpt:banmai", "thief.example")
    assert status == 409
    assert not (console.folder / "secrets.yaml").exists()


def test_key_with_a_line_break_is_refused_and_not_kept(console: Console) -> None:
    status, page = enter(console, TECHNICIAN, "fpt:banmai", "api.fpt.ai", "two words")
    assert status == 409
    assert "two words" not in page
    assert not (console.folder / "secrets.yaml").exists()


def test_key_is_entered_by_whoever_has_the_right_only(console: Console) -> None:
    status, _ = enter(console, OFFICER, "fpt:banmai", "api.fpt.ai")
    assert status == 403
    assert not (console.folder / "secrets.yaml").exists()


def test_key_is_kept_apart_for_its_host_and_shown_nowhere(console: Console) -> None:
    _, page = console.ask(TECHNICIAN, "/voices")
    assert "FPT.AI (api.fpt.ai)" in page
    status, _ = enter(console, TECHNICIAN, "fpt:banmai", "api.fpt.ai")
    assert status == 303
    assert KEY in (console.folder / "secrets.yaml").read_text()
    assert KEY not in (console.folder / "station.yaml").read_text()
    loaded = load(console.folder)
    assert loaded.found is not None
    settings = loaded.found.settings
    assert (settings.services["fpt"].api_key, settings.services["fpt"].host) == (KEY, "api.fpt.ai")
    assert {row.name for row in rows(Shelf(console.folder / "voices"), settings) if row.engine == "fpt"} > {
        "banmai",
        "leminh",
    }
    _, page = console.ask(TECHNICIAN, "/voices")
    assert page.count('value="api.fpt.ai"') == 1, "a key that was wrong is replaced where it was entered"
    for path in ("/voices", "/settings/voices", "/settings/history", "/log"):
        _, page = console.ask(TECHNICIAN, path)
        assert KEY not in page, path
    for file in (console.folder / "state").rglob("*"):
        if file.is_file() and file.name != "secrets.yaml":
            assert KEY.encode() not in file.read_bytes(), file


def test_key_that_is_typed_in_the_settings_is_for_the_host_beside_it() -> None:
    text = "name: x\nservices: {fpt: {host: api.fpt.ai, limit: 9}}\n"
    fields = {
        each.path[-1]: each.name
        for sheet in sheets("voices", data_of(text))
        for each in group_of(sheet, data_of(text)).all()
        if each.path[:2] == ("services", "fpt")
    }
    made = edited("voices", text, {fields["api_key"]: KEY})
    assert KEY not in made.text
    assert list(made.secrets.values()) == [{"text": KEY, "host": "api.fpt.ai"}]
    alone = edited("voices", text, {fields["api_key"]: KEY, fields["host"]: "xau.example"})
    assert list(alone.secrets.values()) == [{"text": KEY, "host": "xau.example"}], "a technician's word"


@pytest.mark.patient
@pytest.mark.skipif(vieneu_models.missing() is not None, reason="the readers are named by the package")
def test_reader_of_an_installed_model_is_chosen_by_name_and_the_work_is_shown(console: Console) -> None:
    vieneu_models.shelve(console.folder / "voices", work=0.42)
    _, page = console.ask(TECHNICIAN, "/voices")
    found = [row for row in page.split('<li class="row">') if "0,42 giây cho 1 giây tiếng" in row]
    assert len(found) == 1 + 11
    (south,) = [row for row in found if "v3nano+Ái Hân" in row]
    assert "Nữ · Nam · Phong cách tin tức" in south
    status, text = console.press(TECHNICIAN, "/voices/choose", voice="vieneu:v3nano+Ái Hân")
    assert status < 400, text
    written = data_of((console.folder / "station.yaml").read_text())
    assert written["speech"]["engines"] == ["vieneu", "espeak"]
    assert written["voices"]["default"]["vieneu"] == "v3nano+Ái Hân"
