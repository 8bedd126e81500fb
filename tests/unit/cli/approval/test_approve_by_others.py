"""A leader approves by telephone or on paper: the officer types it in, where no station runs."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.people.approval.decision import Signer
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.opening import book_here
from broadcaster.people.roles.model import Delegation, Grant, Role
from broadcaster.people.sign_in import proofs
from broadcaster.station.loading.loader import take
from tests.fakes import people, photos
from tests.unit.cli.here import caller

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OFFICER = people.person(Role.OFFICER, account=people.OWN)
LEADER = people.person(Role.LEADER)
FILES = {
    "station.yaml": "name: Đài thử\nspeech: {engines: [espeak]}\n",
    "messages/tin.yaml": "title: Tin\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n",
    "messages/khac.yaml": "title: Khác\nrepeat: 1\nparts:\n  - say: Xin hết.\n",
}
PHOTO = photos.jpeg()
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(proofs, "MEMORY", 8)
    monkeypatch.setattr(proofs, "PASSES", 1)
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    people.found(tmp_path, OFFICER, LEADER)
    before = FakeClock(datetime.now(UTC) - timedelta(minutes=10))
    old = totp_code(before.now())
    people.change(tmp_path, lambda admin, by: admin.set_totp("leader", KEY, old, by), before)
    return tmp_path


def totp_code(at: datetime | None = None) -> str:
    """What the authenticator shows at an instant, or now."""
    step = int((at or datetime.now(UTC)).timestamp()) // proofs.TOTP_STEP
    return str(pyotp.TOTP(KEY).generate_otp(step))


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return caller(folder, capsys, monkeypatch)


def decided(folder: Path) -> list[Any]:
    """The bodies of all decisions."""
    with closing(sqlite3.connect(folder / "state/journal.db")) as journal:
        rows = journal.execute("SELECT body FROM events WHERE event = 'decided' ORDER BY seq").fetchall()
    return [json.loads(text) for (text,) in rows]


def handed_in(folder: Path, *names: str) -> None:
    """A colleague hands messages in: whoever types in a leader's yes is not their author."""
    clock, station = SystemClock(), take(folder)
    colleague = Signer(by="Tú", person="tu", grant=Grant(role=Role.OFFICER))
    with book_here(station, clock) as book:
        for name in names:
            Deciding(book).submit(station, station.messages[name], colleague)


def test_by_telephone_the_leader_reads_out_a_code_that_works_once(folder: Path, run: Run) -> None:
    handed_in(folder, "tin", "khac")
    code = totp_code()
    ask = ("--telephone", "leader", "--yes")
    assert run("approve", "tin", *ask, typed=f"{code}\n")[0] == 0
    approved = decided(folder)[-1]
    assert (approved["what"], approved["person"], approved["way"]) == ("approved", "leader", "telephone")
    assert approved["entered_by"] == OFFICER.shown
    assert approved["grant"] == {"role": "leader"}
    again, _, err = run("approve", "khac", *ask, typed=f"{code}\n")
    assert again == 1
    assert "Traceback" not in err
    assert len(decided(folder)) == 3
    assert code not in (folder / "state/journal.db").read_bytes().decode("latin-1")


def test_wrong_code_approves_nothing(folder: Path, run: Run) -> None:
    wrong = f"{(int(totp_code()) + 1) % 1_000_000:06}"
    assert run("approve", "tin", "--telephone", "leader", "--yes", typed=f"{wrong}\n")[0] == 1
    assert decided(folder) == []


def test_code_is_not_used_up_where_the_text_cannot_be_approved(folder: Path, run: Run) -> None:
    (folder / "messages/tin.yaml").write_text(FILES["messages/tin.yaml"].replace("bà con", "bà con QWXZ"))
    handed_in(folder, "tin")
    code = totp_code()
    ask = ("approve", "tin", "--telephone", "leader", "--yes")
    assert run(*ask, "--accept", "2", typed=f"{code}\n")[0] == 1
    assert run(*ask, "--accept", "all", typed=f"{code}\n")[0] == 0


def test_on_paper_the_photo_is_kept_by_its_hash(folder: Path, run: Run, tmp_path: Path) -> None:
    photo = tmp_path / "phieu.jpg"
    photo.write_bytes(PHOTO)
    ask = ("approve", "tin", "--paper", "12/PD", "--photo", str(photo), "--by", "leader", "--yes")
    code, out, _ = run(*ask)
    assert (code, "Chưa có hiệu lực" in out, "Đã duyệt" in out) == (0, True, False)
    approved = decided(folder)[-1]
    assert approved["what"] == "noted"
    assert "tự xác nhận" in run("approvals")[1]
    digest = hashlib.sha256(PHOTO).hexdigest()
    assert (approved["way"], approved["form"], approved["photo"]) == ("paper", "12/PD", digest)
    assert (folder / "state/photos" / f"{digest}.jpg").read_bytes() == PHOTO
    photo.write_bytes(b"not a picture")
    assert run(*ask[:1], "khac", *ask[2:])[0] == 1


@pytest.mark.parametrize("name", ["officer", "ky-thuat", "khong-co"])
def test_form_of_somebody_who_may_not_approve_counts_for_nothing(
    folder: Path, run: Run, tmp_path: Path, name: str
) -> None:
    photo = tmp_path / "phieu.jpg"
    photo.write_bytes(PHOTO)
    ask = ("approve", "tin", "--paper", "12", "--photo", str(photo), "--by", name, "--yes")
    assert run(*ask)[0] == 1
    assert decided(folder) == []


def test_officer_alone_does_not_approve_until_a_leader_delegates_and_then_not_their_own(
    folder: Path, run: Run
) -> None:
    assert run("approve", "tin", "--yes")[0] == 1
    given = Delegation(to="officer", start=people.today(), until=people.today())
    people.change(folder, lambda admin, by: admin.delegate("leader", given, by))
    run("submit", "tin")
    code, _, err = run("approve", "tin", "--yes")
    assert code == 1
    assert "không được tự duyệt" in err
    assert [row["what"] for row in decided(folder)] == ["submitted"]
    over = Delegation(
        to="officer", start=people.today() - timedelta(days=9), until=people.today() - timedelta(days=1)
    )
    people.change(folder, lambda admin, by: admin.delegate("leader", over, by))


def test_leader_returns_a_message_by_telephone_and_the_row_says_who_typed_it_in(
    folder: Path, run: Run
) -> None:
    run("submit", "tin")
    code = totp_code()
    ask = ("reject", "tin", "--why", "sai giờ", "--telephone", "leader")
    assert run(*ask, typed=f"{code}\n")[0] == 0
    returned = decided(folder)[-1]
    assert (returned["what"], returned["person"], returned["why"]) == ("returned", "leader", "sai giờ")
    assert (returned["way"], returned["entered_by"]) == ("telephone", OFFICER.shown)
    assert run("reject", "khac", *ask[2:], typed=f"{code}\n")[0] == 1
    assert decided(folder)[-1] == returned


def test_code_is_not_used_up_where_no_approval_can_end(folder: Path, run: Run) -> None:
    handed_in(folder, "tin")
    code = totp_code()
    ask = ("--why", "hết việc", "--end", "--telephone", "leader")
    assert run("reject", "tin", *ask, typed=f"{code}\n")[0] == 1
    assert run("approve", "tin", "--telephone", "leader", "--yes", typed=f"{code}\n")[0] == 0


def test_leader_ends_an_approval_on_paper_and_the_photo_is_kept(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    photo = tmp_path / "phieu.jpg"
    photo.write_bytes(PHOTO)
    paper = ("--paper", "13/PD", "--photo", str(photo), "--by", "leader")
    handed_in(folder, "tin")
    assert run("approve", "tin", *paper, "--yes")[0] == 0
    assert run("approve", "tin", "--telephone", "leader", "--yes", typed=f"{totp_code()}\n")[0] == 0
    again, _, err = run("reject", "tin", "--end", "--why", "hết việc", *paper)
    assert (again, "Ảnh này đã dùng" in err) == (1, True)
    photo.write_bytes(photos.jpeg(filling=101))
    assert run("reject", "tin", "--end", "--why", "hết việc", *paper)[0] == 0
    ended = decided(folder)[-1]
    assert (ended["what"], ended["way"], ended["form"]) == ("ended", "paper", "13/PD")
    assert (ended["person"], ended["entered_by"]) == ("leader", OFFICER.shown)


def test_officer_alone_returns_nothing_and_half_a_form_is_no_form(folder: Path, run: Run) -> None:
    run("submit", "tin")
    assert run("reject", "tin", "--why", "sai giờ")[0] == 1
    assert run("reject", "tin", "--why", "sai giờ", "--paper", "13/PD", "--by", "leader")[0] == 2
    assert run("reject", "tin", "--why", "sai", "--paper", "1", "--telephone", "leader")[0] == 2
    assert [row["what"] for row in decided(folder)] == ["submitted"]


@pytest.mark.parametrize(
    ("rule", "ask", "told"),
    [
        ("telephone: false", ("--telephone", "leader"), "không cho duyệt qua điện thoại"),
        (
            "paper: false",
            ("--paper", "1", "--photo", "phieu.jpg", "--by", "leader"),
            "không cho duyệt bằng phiếu giấy",
        ),
    ],
)
def test_way_that_the_ward_does_not_allow_approves_nothing_and_uses_no_code_up(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, rule: str, ask: tuple[str, ...], told: str
) -> None:
    (folder / "phieu.jpg").write_bytes(PHOTO)
    monkeypatch.chdir(folder)
    handed_in(folder, "tin")
    station = folder / "station.yaml"
    before = station.read_text()
    station.write_text(f"{before}approval: {{{rule}}}\n")
    code = totp_code()
    done, _, err = run("approve", "tin", *ask, "--yes", typed=f"{code}\n")
    assert (done, told in err) == (1, True)
    assert [row["what"] for row in decided(folder)] == ["submitted"]
    station.write_text(before)
    assert run("approve", "tin", *ask, "--yes", typed=f"{code}\n")[0] == 0
