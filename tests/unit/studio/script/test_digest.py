from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.errors import StudioError
from broadcaster.speech.model import EngineIdentity
from broadcaster.station.model.message import Message, Pause, Play, Priority, Relay, Say
from broadcaster.station.model.sound import Profile, Siren, Sound, Stroke
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.script import recipe
from broadcaster.studio.script.digest import digests, sound_digest, words_digest
from broadcaster.studio.script.script import read_script
from tests.unit.studio.conftest import WORDS, message

IDENTITY = EngineIdentity(engine="tone", version="1", voice="tone", rate=185)
BASE = message(Say(text=WORDS), Play(recording="mong.ogg"), bed="nhac.ogg")


@pytest.fixture
def place(station: Station) -> Station:
    recordings = {
        n: Recording(name=n, path=Path(n), sha256=n * 3) for n in ("mong.ogg", "nhac.ogg", "khac.ogg")
    }
    return replace(station, recordings=recordings)


def _sound(station: Station, item: Message, identity: EngineIdentity | None = IDENTITY) -> str:
    return sound_digest(read_script(station, item), identity)


def _with_bytes(station: Station, name: str) -> Station:
    changed = replace(station.recordings[name], sha256="other bytes")
    return replace(station, recordings={**station.recordings, name: changed})


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(BASE, parts=(Say(text=WORDS + " Thêm."), *BASE.parts[1:])), id="more words"),
        pytest.param(replace(BASE, parts=BASE.parts[::-1]), id="another order"),
        pytest.param(
            replace(BASE, parts=(BASE.parts[0], Play(recording="khac.ogg"))), id="another recording"
        ),
        pytest.param(replace(BASE, bed="khac.ogg"), id="another bed"),
        pytest.param(replace(BASE, bed=None), id="no bed"),
        pytest.param(replace(BASE, repeat=3), id="more repeats"),
        pytest.param(replace(BASE, parts=(*BASE.parts, Relay(source="vov1", length=60))), id="a relay"),
    ],
)
def test_words_digest_changes_with_what_is_said(changed: Message, place: Station) -> None:
    assert words_digest(place, changed) != words_digest(place, BASE)
    assert _sound(place, changed) != _sound(place, BASE)


@pytest.mark.parametrize("name", ["mong.ogg", "nhac.ogg"])
def test_words_digest_changes_with_the_bytes_of_a_recording(name: str, place: Station) -> None:
    assert words_digest(_with_bytes(place, name), BASE) != words_digest(place, BASE)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(BASE, gap=30.0), id="gap"),
        pytest.param(replace(BASE, parts=(BASE.parts[0], Pause(length=2), BASE.parts[1])), id="pause"),
        pytest.param(replace(BASE, priority=Priority.EMERGENCY), id="siren instead of chime"),
    ],
)
def test_sound_digest_alone_changes_with_silences_and_chimes(changed: Message, place: Station) -> None:
    assert words_digest(place, changed) == words_digest(place, BASE)
    assert _sound(place, changed) != _sound(place, BASE)


@pytest.mark.parametrize(
    "facts",
    [
        {"rate": 48000},
        {"loudness": -20.0},
        {"true_peak": -2.0},
        {"high_pass": 200.0},
        {"opening": "chime-down"},
        {"profile": Profile.HORN},
        {"closing": "none"},
    ],
    ids=str,
)
def test_sound_digest_alone_changes_with_the_house_sound(facts: dict[str, object], place: Station) -> None:
    sound = replace(Sound(rate=24000), **facts)  # type: ignore[arg-type]  # by name
    other = replace(place, settings=replace(place.settings, sound=sound))
    assert words_digest(other, BASE) == words_digest(place, BASE)
    assert _sound(other, BASE) != _sound(place, BASE)


@pytest.mark.parametrize(
    "identity",
    [
        replace(IDENTITY, engine="other"),
        replace(IDENTITY, version="2"),
        replace(IDENTITY, voice="other"),
        replace(IDENTITY, rate=200),
        replace(IDENTITY, settings=(("pitch", "60"),)),
        None,
    ],
    ids=str,
)
def test_sound_digest_changes_with_the_voice(identity: EngineIdentity | None, place: Station) -> None:
    assert _sound(place, BASE, identity) != _sound(place, BASE)


def test_sound_digest_changes_with_the_recipe(place: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _sound(place, BASE)
    monkeypatch.setattr(recipe, "MASTERING_VERSION", recipe.MASTERING_VERSION + 1)
    assert _sound(place, BASE) != before


def test_sound_digest_of_an_emergency_changes_with_its_siren_and_that_siren_s_pattern(place: Station) -> None:
    flood = replace(BASE, priority=Priority.EMERGENCY, siren="lu")

    def ward(hertz: float) -> Station:
        own = {"lu": Siren(steps=(Stroke(first=hertz, last=800, length=2),))}
        return replace(place, settings=replace(place.settings, sirens=own))

    assert _sound(ward(400), flood) != _sound(ward(410), flood)
    assert _sound(ward(400), flood) != _sound(ward(400), replace(flood, siren="siren-dam"))
    assert _sound(ward(400), replace(BASE, siren="lu")) == _sound(place, BASE), "no siren without need"


def test_digests_do_not_depend_on_id_title_cache_or_what_else_the_station_has(place: Station) -> None:
    renamed = replace(BASE, id="khac", title="Khác")
    sound = replace(place.settings.sound, cache=999)
    other = replace(place, root=Path("/khac"), settings=replace(place.settings, name="Khác", sound=sound))
    assert words_digest(other, renamed) == words_digest(place, BASE)
    assert _sound(other, renamed) == _sound(place, BASE)


def test_digests_are_those_of_programmes_rendered_and_approved_before(place: Station) -> None:
    # The words digest is what approvals name: no edit of ours may change it. A new sound digest makes every
    # station render everything again: only a changed recipe may do that, and then this number with it.
    found = digests(read_script(place, BASE), IDENTITY)
    assert found.words == "9213ae88ac10bc7ba3320eb8f1f73795f0b1f6f14f031a2eff57286bce688ea0"
    assert found.sound == "27f494e8a20acccd0368e5cc237465a82bf777347c143d7ecfe4eff9db0af03a"


def test_recording_that_the_station_has_not_is_named(place: Station) -> None:
    with pytest.raises(StudioError) as caught:
        words_digest(place, message(Play(recording="mat.ogg")))
    assert caught.value.facts == {"path": "mat.ogg"}
