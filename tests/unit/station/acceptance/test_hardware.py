"""What does not change while a station runs: its transmitters stay those it opened with."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.errors import PlayoutError
from broadcaster.playout.keying.file import switchings
from broadcaster.station.acceptance.intake import with_hardware_of
from broadcaster.station.loading import archive
from broadcaster.station.loading.loader import load, take
from broadcaster.station.model.station import Station
from broadcaster.station.registries import keyings as registry
from broadcaster.station.yaml.problems import BadStation, Severity
from broadcaster.upkeep.host.lock import StationLock
from broadcaster.upkeep.host.release import release

OLD = """\
name: x
keying: {type: file, file: relay}
zones: {a: {channel: left, keying: {type: file, file: relay-a}}, b: {}}
"""


def station(folder: Path, text: str) -> Station:
    folder.mkdir(exist_ok=True)
    (folder / "station.yaml").write_text(text)
    return take(folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OLD, ()),
        (OLD.replace("file: relay}", "file: other}"), ("keying",)),
        (OLD.replace("relay-a", "other"), ("zones.*.keying",)),
        (OLD.replace("b: {}", "b: {keying: {type: none}}"), ("zones.*.keying",)),
        (OLD.replace("b: {}", "c: {keying: {type: none}}"), ("zones.*.keying",)),
        (OLD.replace("channel: left", "channel: right, delay: 1s"), ()),
        (OLD + "console: {listen: '127.0.0.1:8081'}\n", ("console",)),
        (OLD.replace("relay}\n", "relay, longest: 2h}\n"), ("keying.longest",)),
    ],
)
def test_transmitters_wait_for_a_restart_and_the_rest_of_a_zone_does_not(
    tmp_path: Path, text: str, told: tuple[str, ...]
) -> None:
    old, new = station(tmp_path / "old", OLD), station(tmp_path / "new", text)
    taken, ignored = with_hardware_of(old, new)
    assert ignored == told
    assert taken.settings.keying == old.settings.keying
    assert taken.settings.zones["a"].keying == old.settings.zones["a"].keying
    assert taken.settings.zones["a"].channel == new.settings.zones["a"].channel
    assert taken.settings.zones.keys() == new.settings.zones.keys()


def test_release_lets_go_of_every_switch_of_a_station_that_does_not_run(tmp_path: Path) -> None:
    station(tmp_path, OLD)
    assert [(state.name, state.fault) for state in release(tmp_path)] == [("", ""), ("a", "")]
    assert [line.on for line in switchings(tmp_path / "relay")] == [False]
    assert [line.on for line in switchings(tmp_path / "relay-a")] == [False]


def test_release_knows_the_transmitters_of_the_station_that_ran_though_its_file_is_broken(
    tmp_path: Path,
) -> None:
    station(tmp_path, OLD)
    (tmp_path / "state").mkdir()
    archive.keep(load(tmp_path), tmp_path / "state")
    (tmp_path / "station.yaml").write_text("name: [\n")
    assert len(release(tmp_path)) == 2
    assert switchings(tmp_path / "relay")


def test_release_leaves_a_station_that_runs_alone(tmp_path: Path) -> None:
    station(tmp_path, OLD)
    with StationLock(tmp_path / "state"), pytest.raises(PlayoutError) as caught:
        release(tmp_path)
    assert caught.value.code == "playout.keyer_owned"
    assert not (tmp_path / "relay").exists()


def test_release_without_any_station_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(BadStation):
        release(tmp_path)


def test_check_warns_of_a_keying_whose_library_is_not_installed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _name: None)
    (tmp_path / "station.yaml").write_text("name: x\nkeying: {type: gpio, line: 17}\n")
    loaded = load(tmp_path)
    (problem,) = loaded.problems
    assert (problem.line, problem.column, problem.severity) == (2, 16, Severity.WARNING)
    assert problem.code == "station.keying_not_installed"
    assert "pip install 'gpiod" in (problem.hint or "")
    assert loaded.station is not None
