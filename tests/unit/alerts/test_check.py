"""`alerts check` tells what would become of an alert, as the ward has accepted its senders; nothing airs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from broadcaster.alerts.cap.model import Alert
from broadcaster.alerts.cap.reading import read_alert
from broadcaster.alerts.cap.xml import parsed
from broadcaster.alerts.proof.signature import certificates_in
from broadcaster.cli import _main
from broadcaster.core.clock import SystemClock
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.accounts import account_of
from broadcaster.people.roles.model import Caller, Person, Role
from broadcaster.people.sign_in.codes import OneTimeCode
from broadcaster.people.store.store import NAME, PeopleStore
from tests.fakes.quick_hashes import quick_hashes
from tests.unit.alerts.certificates import NOW, Identity, signed
from tests.unit.alerts.samples import FOLDER, FURTHER, area, info, made, raw_of, rows

TECHNICIAN = Person(id="son", name="Sơn", roles=frozenset({Role.TECHNICIAN}))
LEADER = Person(id="thu", name="Thu", roles=frozenset({Role.LEADER}), account=account_of(os.getuid()))
SERVICE = Identity("www.nchmf.example.vn")
AT = (NOW + timedelta(minutes=1)).isoformat()
RAW = made(info(area(geocode="GSO 03151"), language="vi", headline="Bão số 3"))
FEED = "proof: feed\n    key: https://canhbao.example.vn/cap.xml"


class Ward:
    """A station folder with a technician and a leader, and the command on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self.place("code: '03151'")
        with closing(self._store()) as store, quick_hashes():
            code, _ = OneTimeCode(store, store.clock).make("pi")
            self._admin(store).add(TECHNICIAN, _by(None, code))
            self._admin(store).add(LEADER, _by(TECHNICIAN))

    def place(self, place: str) -> None:
        text = f"name: Đài thử\nplace: {{ward: phường Tân Phong, {place}}}\nspeech: {{engines: [tone]}}\n"
        (self.folder / "station.yaml").write_text(text + "output: none\n", "utf-8")

    def senders(self, *, accepted: bool = True, trusted: bool = True, **written: str) -> None:
        """Write senders into people.yaml; have them accepted, and let speak."""
        path = self.folder / "people.yaml"
        text = path.read_text("utf-8").partition("senders:")[0] + "senders:\n"
        for name, keys in written.items():
            text += f"  {name}:\n    name: Trung tâm {name}\n    may: emergency\n    {keys}\n"
        path.write_text(text, "utf-8")
        with closing(self._store()) as store:
            admin = self._admin(store)
            if accepted:
                admin.accept(admin.file().loaded.digest, _by(TECHNICIAN))
            for one in admin.people.senders.values() if trusted else ():
                admin.trust(one, _by(LEADER))

    def __call__(self, raw: bytes | Path, *options: str, code: int = 0) -> Any:
        path = raw if isinstance(raw, Path) else self.folder / "alert.xml"
        if isinstance(raw, bytes):
            path.write_bytes(raw)
        told = self.run("alerts", "check", str(path), "--format", "json", *options, code=code)
        return json.loads(told) if code == 0 else None

    def run(self, *arguments: str, code: int = 0) -> str:
        assert _main(["--station", str(self.folder), *arguments]) == code
        return self._capsys.readouterr().out

    def _store(self) -> PeopleStore:
        return PeopleStore(self.folder / "state" / NAME, SystemClock())

    def _admin(self, store: PeopleStore) -> Administration:
        return Administration(store, self.folder, store.clock, "pi")


def _by(one: Person | None, code: str | None = None) -> Authority:
    return Authority(
        caller=Caller(person=one, account="pi", own=one is None), today=date(2026, 11, 20), code=code
    )


@pytest.fixture
def ward(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ward:
    return Ward(tmp_path, capsys)


def signature(*identities: Identity, **more: str) -> str:
    return pem("".join(one.pem for one in identities), **more)


def pem(text: str, **more: str) -> str:
    key = "".join(f"\n      {line}" for line in text.splitlines())
    return f"proof: signature\n    key: |{key}" + "".join(f"\n    {k}: {v}" for k, v in more.items())


def codes(told: Any) -> list[str]:
    return [one["code"] for one in told["reasons"]]


def certificates(*names: str) -> str:
    found = (certificates_in(parsed(raw_of(name), whole=True))[0] for name in names)
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in found)


def inside(alert: Alert | None) -> str:
    """A place inside an alert, as station.yaml has it; of the homeland alert none is known."""
    areas = [one for each in alert.infos for one in each.areas] if alert else []
    for one in areas:
        for points in one.polygons:
            north, east = (sum(axis) / len(points) for axis in zip(*points, strict=True))
            return f"circle: '{north:.4f},{east:.4f} 20'"
        for circle in one.circles:
            return f"circle: '{circle.centre[0]},{circle.centre[1]} 1'"
        for _, code in one.geocodes:
            return "province: tỉnh Lai Châu" if code == "US" else f"code: '{code}'"
    return "province: tỉnh Lai Châu"


class TestPublicAlerts:
    @pytest.mark.parametrize("row", list(rows()), ids=lambda row: row["file"])
    def test_the_verdict_is_as_expected(self, ward: Ward, row: dict[str, str]) -> None:
        name = row["file"]
        ward.senders(
            feed=FEED,
            ipaws=pem(certificates("ipaws-signed-26k.xml", "ipaws-signed-small.xml")),
            sc=pem(certificates("wmo-sc-valid.xml")),
            tg=pem(certificates("wmo-tg-valid.xml")),
        )
        found = read_alert(raw_of(name)).alert
        ward.place(inside(found))
        at = NOW if found is None else found.key.sent + timedelta(minutes=1)
        sender = next(
            (one for one in ("ipaws", "sc", "tg") if name.removeprefix("wmo-").startswith(one)), "feed"
        )
        told = ward(FOLDER / name, "--sender", sender, "--at", at.isoformat())
        assert (told["verdict"], told["valid"]) == (row["verdict"], row["valid"] == "yes"), told["reasons"]
        assert told["signature"] == row["signature"].split()[0].replace("-", "none")
        if row["signature"].startswith("good"):
            assert ward(FOLDER / name, "--at", at.isoformat())["verdict"] == row["verdict"], "found by itself"


@pytest.mark.parametrize("row", list(rows(FURTHER)), ids=lambda row: row["file"])
def test_the_verdict_over_an_alert_as_others_write_them_is_as_expected(
    ward: Ward, row: dict[str, str]
) -> None:
    path = FURTHER / row["file"]
    ward.senders(feed=f"{FEED}\n    areas: {{EMMA_ID: [VN301]}}")
    ward.place("code: '03151', circle: '22.3964,103.4588 3'")
    found = read_alert(path.read_bytes()).alert
    at = (NOW if found is None else found.key.sent) + timedelta(minutes=int(row["minutes"]))
    told = ward(path, "--sender", "feed", "--at", at.isoformat())
    assert (told["verdict"], told["valid"]) == (row["verdict"], row["valid"] == "yes"), told
    assert row["reason"] in ("-", *codes(told))


class TestAnswer:
    def test_it_has_the_keys_of_the_contract(self, ward: Ward) -> None:
        ward.senders(nchmf=FEED)
        told = ward(RAW, "--sender", "nchmf", "--at", AT)
        (reason,) = told.pop("reasons")
        assert told == {
            "valid": True,
            "problems": [],
            "signature": "none",
            "status": "Actual",
            "msg_type": "Alert",
            "languages": ["vi"],
            "verdict": "air",
            "spoken": "cảnh báo của trung tâm nờ xê hát mờ ép. bão số ba. khu vực, lai châu."
            " bà con đề phòng và theo dõi thông báo tiếp theo.",
        }
        assert reason["code"] == "alerts.airs"
        assert reason["facts"]["severity"] == "Extreme"
        assert "Trung tâm nchmf" in reason["message"]

    def test_what_is_no_alert_has_its_problems(self, ward: Ward) -> None:
        told = ward(made(identifier="a b"))
        assert (told["valid"], told["verdict"], told["status"], told["spoken"]) == (
            False,
            "refuse",
            None,
            None,
        )
        assert [(one["code"], one["facts"]["element"]) for one in told["problems"]] == [
            ("alerts.bad_name", "identifier")
        ]

    def test_people_read_verdict_reasons_and_words(self, ward: Ward) -> None:
        ward.senders(nchmf=FEED)
        (ward.folder / "a.xml").write_bytes(RAW)
        told = ward.run("alerts", "check", str(ward.folder / "a.xml"), "--sender", "nchmf", "--at", AT)
        assert told.splitlines()[0] == "PHÁT NGAY"
        assert "bão số ba" in told

    @pytest.mark.parametrize("name", ["nowhere.xml", "."])
    def test_a_file_that_cannot_be_read_is_an_error(self, ward: Ward, name: str) -> None:
        ward(ward.folder / name, code=1)

    def test_a_pipe_that_nobody_fills_is_an_error(self, ward: Ward) -> None:
        os.mkfifo(ward.folder / "pipe")
        ward(ward.folder / "pipe", code=1)

    def test_where_nobody_knows_whom_the_ward_accepted_there_is_no_verdict(self, ward: Ward) -> None:
        ward.senders(nchmf=FEED)
        (ward.folder / "state" / NAME).write_bytes(b"x" * 5000)
        ward(RAW, "--sender", "nchmf", code=1)

    def test_a_sender_whom_nobody_knows_is_an_error(self, ward: Ward) -> None:
        ward(RAW, "--sender", "la", code=1)

    def test_an_instant_without_an_offset_is_in_the_stations_zone(self, ward: Ward) -> None:
        ward.senders(nchmf=FEED)
        raw = made(info(area(geocode="GSO 03151"), expires="2026-11-20T12:00:00+07:00"))
        for at, verdict in (("2026-11-20T11:59:59", "air"), ("2026-11-20T12:00:00", "refuse")):
            assert ward(raw, "--sender", "nchmf", "--at", at)["verdict"] == verdict


class TestSenders:
    def test_one_that_is_accepted_and_let_speak_is_found_by_its_signature(self, ward: Ward) -> None:
        ward.senders(nchmf=signature(SERVICE), khac=signature(Identity("khac")))
        told = ward(signed(RAW, SERVICE), "--at", AT)
        assert (told["verdict"], told["signature"]) == ("air", "good")

    def test_one_that_stands_only_in_the_file_does_not_air_and_that_is_a_reason(self, ward: Ward) -> None:
        """Whoever may write people.yaml, and not state/, would else have its own sender heard."""
        ward.senders(accepted=False, nchmf=signature(SERVICE))
        named = ward(signed(RAW, SERVICE), "--sender", "nchmf", "--at", AT)
        assert (named["verdict"], codes(named)) == ("inbox", ["alerts.not_accepted"])
        found = ward(signed(RAW, SERVICE), "--at", AT)
        assert (found["verdict"], found["signature"]) == ("inbox", "unproven")

    def test_an_edit_of_an_accepted_sender_changes_nothing(self, ward: Ward) -> None:
        ward.senders(nchmf=signature(SERVICE))
        evil = Identity("evil")
        ward.senders(accepted=False, trusted=False, nchmf=signature(evil))
        assert ward(signed(RAW, evil), "--sender", "nchmf", "--at", AT)["verdict"] == "refuse"
        assert ward(signed(RAW, SERVICE), "--sender", "nchmf", "--at", AT)["verdict"] == "air"

    def test_without_a_leaders_word_it_goes_to_the_inbox(self, ward: Ward) -> None:
        ward.senders(trusted=False, nchmf=signature(SERVICE))
        told = ward(signed(RAW, SERVICE), "--at", AT)
        assert (told["verdict"], codes(told)) == ("inbox", ["alerts.not_trusted"])

    def test_a_leader_lets_it_speak_and_takes_that_back(self, ward: Ward) -> None:
        ward.senders(trusted=False, nchmf=signature(SERVICE))
        for arguments, verdict in ((("--yes",), "air"), (("--end",), "inbox")):
            ward.run("people", "trust", "nchmf", *arguments)
            assert ward(signed(RAW, SERVICE), "--at", AT)["verdict"] == verdict
        ward.run("people", "trust", "la", "--yes", code=1)

    def test_a_leader_sees_whom_a_public_authority_may_certify(
        self, ward: Ward, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ward.senders(trusted=False, nchmf=f"{signature(SERVICE)}\n    subject: xau.example\n    tests: true")
        capsys.readouterr()
        assert _main(["--station", str(ward.folder), "people", "trust", "nchmf", "--yes"]) == 0
        lines = capsys.readouterr().err.splitlines()
        assert "xau.example" in lines[0]
        assert any("thử" in line for line in lines)

    def test_a_station_without_people_accepts_none(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "station.yaml").write_text(
            "name: Đài thử\nplace: {code: '03151'}\noutput: none\n", "utf-8"
        )
        people = "a: {name: A, roles: [technician]}\nsenders:\n  nchmf:\n    name: N\n    may: emergency\n"
        (tmp_path / "people.yaml").write_text(f"{people}    {signature(SERVICE)}\n", "utf-8")
        (tmp_path / "a.xml").write_bytes(signed(RAW, SERVICE))
        arguments = ["--station", str(tmp_path), "alerts", "check", str(tmp_path / "a.xml"), "--at", AT]
        for sender in ([], ["--sender", "nchmf"]):
            assert _main([*arguments, "--format", "json", *sender]) == 0
            assert json.loads(capsys.readouterr().out)["verdict"] == "inbox"
        assert not (tmp_path / "state").exists()


class TestPlace:
    def test_the_outline_is_read_from_the_stations_folder(self, ward: Ward) -> None:
        ward.senders(nchmf=FEED)
        box = [[103, 22], [104, 22], [104, 23], [103, 23], [103, 22]]
        (ward.folder / "x.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": [box]}))
        ward.place("outline: x.geojson")
        for centre, verdict in (("22.5,103.5", "air"), ("21,105.8", "refuse")):
            raw = made(info(area(circle=f"{centre} 1")))
            assert ward(raw, "--sender", "nchmf", "--at", AT)["verdict"] == verdict

    @pytest.mark.parametrize("text", [None, "{}"])
    def test_an_outline_that_draws_nothing_is_told(self, ward: Ward, text: str | None) -> None:
        if text is not None:
            (ward.folder / "x.geojson").write_text(text)
        ward.place("outline: x.geojson")
        ward(RAW, code=1)

    @pytest.mark.parametrize("circle", ["22,103", "95,103 1", "22,190 1", "22,103 0", "a,b c"])
    def test_a_circle_that_is_none_is_a_problem_of_the_station(self, ward: Ward, circle: str) -> None:
        ward.place(f"circle: '{circle}'")
        assert "bad_circle" in ward.run("check", "--format", "json", code=1)


@pytest.mark.parametrize("library", ["signxml", "shapely"])
def test_without_the_extra_it_says_how_to_install_it(ward: Ward, library: str) -> None:
    script = (
        f"import sys; sys.modules[{library!r}] = None; from broadcaster.cli import main\n"
        f"main(['--station', {str(ward.folder)!r}, 'alerts', 'check', 'x.xml'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{sys.executable} -m pip install 'signxml" in done.stderr
    assert "Traceback" not in done.stderr


LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
ENDLESS = "bão " * 200_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "make",
    [
        lambda: b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><alert>&a;</alert>',
        f'<!DOCTYPE x [<!ENTITY a "lol">{LAUGHS}]><alert>&j;</alert>'.encode,
        lambda: made(info(headline="x" * 20_000_000)),
        lambda: made(info(*[area()] * 100_000)),
        lambda: made(info(*[area(polygon="1,1 1,2 2,2 1,1")] * 9_000)),
        lambda: made(info(area(), language="vi", description=ENDLESS, instruction="Chạy. " * 30_000)),
        lambda: signed(made(info(area(), description=ENDLESS)), SERVICE),
    ],
    ids=["xxe", "laughs", "20MB", "1e5_areas", "areas", "endless", "signed_endless"],
)
def test_what_is_hostile_costs_two_seconds_and_256_megabytes_at_most(
    ward: Ward, make: Callable[[], bytes]
) -> None:
    ward.senders(nchmf=signature(SERVICE))
    path = ward.folder / "a.xml"
    path.write_bytes(make())
    arguments = ["--station", str(ward.folder), "alerts", "check", str(path), "--at", AT, "--format", "json"]
    script = (
        "import atexit, pathlib, re, time; from broadcaster.cli import main\n"
        "def told(): print(time.process_time(), re.search(r'VmHWM:\\s+(\\d+)',"
        " pathlib.Path('/proc/self/status').read_text())[1])\n"
        f"atexit.register(told); main({arguments!r})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    *answer, last = done.stdout.splitlines()
    assert json.loads("\n".join(answer))["verdict"] in ("refuse", "inbox")
    seconds, memory = map(float, last.split())
    assert seconds < 2
    assert memory < 256 * 1024  # kB
