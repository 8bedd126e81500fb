"""The packages in a clean Debian with a real systemd: install, update, back, what the station asks for."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.end_to_end.debian_box import (
    LAB,
    PROJECT,
    Box,
    aired,
    box,
    carry_out,
    clean,
    debs,
    installed,
    kept,
    repository,
    workshop,
)

__all__ = ("box", "clean", "installed", "workshop")
pytestmark = LAB


def test_packages_are_without_error_and_equal_sources_give_equal_bytes(
    workshop: Path, tmp_path: Path
) -> None:
    carry_out(["lintian", "--profile", "debian", "--fail-on", "error", *debs(workshop, "1.0.0")])
    package: list[str | Path] = [
        workshop / "env/bin/python",
        PROJECT / "scripts/package",
        "--out",
        tmp_path,
        "--version",
        "1.0.0",
    ]
    carry_out([*package, "--key", workshop / "key.gpg"])
    for deb in debs(workshop, "1.0.0"):
        assert (tmp_path / deb.name).read_bytes() == deb.read_bytes(), deb.name
    code, runtime = (
        next(workshop.glob(f"debs/{name}")).stat().st_size for name in ("*-1.0.0_*all.deb", "*runtime*")
    )
    assert code <= 2_000_000
    assert runtime <= 60_000_000


def test_station_airs_is_updated_and_goes_back_and_loses_nothing(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    assert len(aired(box)) == 1
    before = kept(box)
    box.put(repository(workshop, tmp_path / "stick", debs(workshop, "1.0.1")), "stick")
    told = box.update("--now --from /root/stick")
    assert (told["current"], told["phase"], told["before"]) == ("1.0.1", "watched", "1.0.0")
    assert box.wait_for("1.0.1") < 10
    assert kept(box)[1:] == before[1:]
    box.station("say --emergency 'Bản mới.'")
    assert box.update("--back")["current"] == "1.0.0"
    box.wait_for("1.0.0")
    box.station("say --emergency 'Bản cũ.'")
    assert len(aired(box)) == 3
    rows, *same = kept(box)
    assert (rows > before[0], tuple(same)) == (True, before[1:])
    box.run("dpkg --purge broadcaster broadcaster-archive-keyring broadcaster-1.0.0 broadcaster-1.0.1")
    assert (box.tree / "var/lib/broadcaster/station/state/journal.db").exists()
    assert not (box.tree / "usr/bin/broadcaster").exists()


def test_the_station_asks_through_a_file_and_can_choose_nothing(
    box: Box, workshop: Path, tmp_path: Path
) -> None:
    """What its account puts there is a word or nothing: a link, a folder, a command line lead nowhere."""
    place = box.run("systemctl show -P Paths broadcaster-update.path").split(" ")[0]
    as_station = "runuser -u broadcaster -- sh -c"
    for bad in (
        f"ln -s /etc/shadow {place}",
        f"mkdir {place} && touch {place}/now || true",
        f"echo now --from /tmp >{place}",
        f"head -c 9000000 /dev/zero >{place}",
        f"echo now >{place}.x && touch -d -1hour {place}.x && mv {place}.x {place}",
    ):
        box.run(f'{as_station} "{bad}"')
        ignored(box, place)
    box.run(f"echo now >{place}.x; chown nobody {place}.x; mv {place}.x {place}")  # another account's
    ignored(box, place)
    box.run("test -s /etc/shadow")
    box.put(repository(workshop, tmp_path / "repository", debs(workshop, "1.0.1")), "repository")
    source = "Types: deb\\nURIs: file:/root/repository\\nSuites: ./\\nSigned-By: /usr/share/keyrings"
    box.run(
        f"printf '{source}/broadcaster-archive-keyring.gpg\\n' >/etc/apt/sources.list.d/broadcaster.sources"
    )
    box.run(f"{as_station} 'echo now >{place}'")
    told = box.when(lambda told: told["phase"] == "watched")
    assert (told["current"], told["channel"]) == ("1.0.1", "stable")
    box.wait_for("1.0.1")
    box.run(f"{as_station} 'echo back >{place}'")
    box.when(lambda told: told["current"] == "1.0.0")
    box.wait_for("1.0.0")
    end = time.monotonic() + 90
    wanted = {f"update.did.{step}" for step in ("trial", "switched", "back")}
    while True:  # the station looks each half minute
        codes = [row["code"] for row in json.loads(box.station("log events --format json"))]
        if wanted <= {*codes}:
            break
        assert time.monotonic() < end, codes
        time.sleep(2)


def ignored(box: Box, place: str) -> None:
    """What lies there is taken away, and nothing comes of it but a line."""
    box.run(f"timeout 60 sh -c 'while [ -e {place} ] || [ -L {place} ]; do sleep 0.2; done'")
    told = box.when(lambda told: told["history"][-1:] and told["history"][-1]["what"] == "ignored")
    assert (told["current"], told["installed"]) == ("1.0.0", ["1.0.0"])
    box.run("systemctl start broadcaster-update.service; rm /var/lib/broadcaster/update.json")


def test_nothing_is_updated_while_something_is_on_the_air(box: Box, workshop: Path, tmp_path: Path) -> None:
    box.put(repository(workshop, tmp_path / "stick", debs(workshop, "1.0.1")), "stick")
    box.station(f"say --emergency --no-wait '{'Lũ đang về, bà con lên chỗ cao. ' * 40}'")
    end = time.monotonic() + 20
    while box.status()["on_air"] is None:
        assert time.monotonic() < end
    told = box.update("--now --from /root/stick")
    assert (told["current"], told["phase"], told["history"][-1]["what"]) == ("1.0.0", "none", "waits")
    box.station("stop --all")
    time.sleep(2)
    assert box.update("--now")["current"] == "1.0.1"
