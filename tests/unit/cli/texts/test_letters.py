"""The commands from a letter to a message: import, import --check, new, read --text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from broadcaster.cli import main
from tests.unit.letters.layout.test_classify import NOTICE

STATION = (
    "name: Đài phường Hoa Sen\nplace: {ward: phường Hoa Sen}\nspeech: {engines: [espeak], online: false}\n"
)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def station(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    (tmp_path / "station.yaml").write_text(STATION, encoding="utf-8")
    (tmp_path / "cong-van.txt").write_text(NOTICE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(station: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def called(*words: str) -> tuple[int, str]:
        """The exit code, and what was printed."""
        with pytest.raises(SystemExit) as ended:
            main(["--station", str(station), *words])
        return int(ended.value.code or 0), capsys.readouterr().out

    return called


@pytest.fixture
def draft(station: Path, run: Run) -> Path:
    path = station / "messages" / "tiem.yaml"
    assert run("import", str(station / "cong-van.txt"), "-o", str(path))[0] == 0
    return path


@pytest.mark.usefixtures("draft")
def test_a_draft_is_a_message_that_check_takes(run: Run) -> None:
    assert '"ok": true' in run("check", "--format", "json")[1]


def test_a_draft_does_not_replace_a_file(station: Path, draft: Path, run: Run) -> None:
    before = draft.read_bytes()
    assert run("import", str(station / "cong-van.txt"), "-o", str(draft))[0] == 1
    assert draft.read_bytes() == before


def test_a_draft_as_it_was_made_agrees_with_its_letter_and_a_changed_one_does_not(
    station: Path, draft: Path, run: Run
) -> None:
    letter = str(station / "cong-van.txt")
    assert run("import", letter, "--check", "tiem")[0] == 0
    draft.write_text(draft.read_text(encoding="utf-8").replace("7 giờ 30", "8 giờ 30"), encoding="utf-8")
    code, out = run("import", letter, "--check", "tiem")
    assert code == 1
    assert "8 giờ 30" in out
    assert "7 giờ 30" in out


def test_several_letters_give_one_draft_each_and_a_bad_one_costs_only_its_own(
    station: Path, run: Run
) -> None:
    letters = [str(station / name) for name in ("cong-van.txt", "Thư hỏng.docx", "Giấy mời.txt")]
    Path(letters[1]).write_bytes(b"PK\x03\x04" + bytes(50))
    Path(letters[2]).write_text(NOTICE.replace("7 giờ 30", "8 giờ"), encoding="utf-8")
    assert run("import", *letters, "-o", str(station / "messages"))[0] == 1
    found = {path.name: path.read_text(encoding="utf-8") for path in (station / "messages").iterdir()}
    assert sorted(found) == ["cong-van.yaml", "giay-moi.yaml"]
    assert "8 giờ" in found["giay-moi.yaml"]
    assert "8 giờ" not in found["cong-van.yaml"]


def test_several_letters_without_a_file_are_printed_one_after_another(station: Path, run: Run) -> None:
    letter = str(station / "cong-van.txt")
    code, out = run("import", letter, letter)
    assert code == 0
    first, second = yaml.safe_load_all(out)
    assert first == second


@pytest.mark.parametrize("words", [("-o", "one.yaml"), ("--check", "tiem")], ids=["file", "check"])
def test_several_letters_do_not_go_into_one_file_and_are_not_compared_at_once(
    station: Path, run: Run, words: tuple[str, ...]
) -> None:
    letter = str(station / "cong-van.txt")
    assert run("import", letter, letter, *words)[0] == 2


@pytest.mark.patient
def test_of_two_that_draft_into_one_file_at_once_one_is_told(station: Path) -> None:
    letter, target = station / "cong-van.txt", station / "messages" / "hai.yaml"
    command = [
        sys.executable,
        "-m",
        "broadcaster",
        "--station",
        str(station),
        "import",
        str(letter),
        "-o",
        str(target),
    ]
    both = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert sorted(each.wait() for each in both) == [0, 1]
    assert "Tiêm phòng" in target.read_text(encoding="utf-8")


def test_a_file_far_larger_than_a_letter_is_not_read_to_its_end(station: Path, run: Run) -> None:
    large = station / "large.pdf"
    with large.open("wb") as file:
        file.truncate(1 << 40)
    assert run("import", str(large))[0] == 1


@pytest.mark.usefixtures("draft")
def test_the_text_of_a_message_is_printed_as_it_was_written(run: Run) -> None:
    lines = run("read", "tiem", "--text")[1].splitlines()
    assert lines[0] == "Tiêm phòng bệnh dại cho chó, mèo"
    assert "Thời gian: từ 7 giờ 30 ngày 20/3/2026." in lines
    assert lines[-1] == "Đài phường Hoa Sen"


def test_a_template_is_filled_in_by_options_and_what_stays_open_is_told_by_check(
    station: Path, run: Run
) -> None:
    target = station / "messages" / "hop.yaml"
    options = ("--set", "giờ họp=19h30", "--set", "ngày họp=20/3/2027")
    assert run("new", "meeting", "-o", str(target), *options)[0] == 0
    text = target.read_text(encoding="utf-8")
    assert "Thời gian: 19h30, 20/3/2027." in text
    assert "{{nơi họp: nơi}}" in text
    assert run("check")[1].count("nơi họp") == 1


def test_a_value_of_another_kind_is_wrong_use(run: Run) -> None:
    assert run("new", "meeting", "--set", "giờ họp=buổi tối")[0] == 2
