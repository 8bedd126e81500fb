"""The judge of two recorded days: what it must tell, and what it must not."""

from __future__ import annotations

import json
import wave
from array import array
from pathlib import Path
from typing import Any, cast

import pytest

from tests.recorded_day.compare import differences
from tests.recorded_day.normal import Normal, openapi
from tests.recorded_day.records import Records
from tests.recorded_day.records import samples as samples_of
from tests.recorded_day.station import Done, Station, code_of
from tests.recorded_day.ward import LONG_AT, at

CHAIN = "ab" * 32
RATE = 8000


@pytest.fixture
def normal() -> Normal:
    return Normal({"/tmp/day-x/dai": "<station>", ":41234": ":<port>"}, [CHAIN])  # noqa: S108 - a name only


def days(folder: Path, one: dict[str, str], other: dict[str, str]) -> list[str]:
    for day, texts in (("a", one), ("b", other)):
        for name, text in texts.items():
            path = folder / day / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    return list(differences(folder / "a", folder / "b"))


def test_two_equal_days_have_no_difference(tmp_path: Path) -> None:
    assert days(tmp_path, {"x/y.json": "{}\n"}, {"x/y.json": "{}\n"}) == []


def test_a_changed_line_and_a_file_of_one_day_only_are_told(tmp_path: Path) -> None:
    told = days(tmp_path, {"a": "một\nhai\n", "b": "x"}, {"a": "một\nba\n", "c": "x"})
    assert [line for line in told if not line.startswith("    @@")] == [
        "differs: a", "     một", "    -hai", "    +ba",
        f"only in {tmp_path / 'a'}: b", f"only in {tmp_path / 'b'}: c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lúc 07:01:34", "lúc 07:02:01"),
        ("2026-03-02T07:00:30.002+07:00", "2026-03-02T00:01:31.5+00:00"),
        ("01kjnxh6wx6wmcp11c x 01kjnxhyycsc1461xs", "01kjnxmaw8v6e4ypaf x 01kjnxmmarn1pez3j1"),
        ('<input name="csrf" value="0a1b">', '<input name="csrf" value="ffff">'),
    ],
)
def test_what_each_day_has_otherwise_is_the_same(normal: Normal, one: str, other: str) -> None:
    assert normal.text(one) == normal.text(other) != one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lúc 08:00", "lúc 08:01"),
        ("2026-03-03T07:00:30+07:00", "2026-03-03T07:00:31+07:00"),
        ("cd" * 32, "ce" * 32),
        ("01kjnxh6wx6wmcp11c 01kjnxh6wx6wmcp11c", "01kjnxh6wx6wmcp11c 01kjnxhyycsc1461xs"),
        ("Đã phát", "Đã  phát"),
    ],
)
def test_what_the_program_says_otherwise_stays_different(normal: Normal, one: str, other: str) -> None:
    assert normal.text(one) != normal.text(other)


def test_the_planned_time_of_a_schedule_is_kept_and_its_start_is_not(normal: Normal) -> None:
    hour = at(LONG_AT)
    row = {"planned": f"2026-03-02T{hour}+07:00", "started": f"2026-03-02T{hour}.002+07:00"}
    kept = {"planned": f"planned for {hour.replace(':', '.')}", "started": "<time>"}
    assert json.loads(normal.json(row)) == kept


def test_a_hash_of_the_chain_and_a_place_are_named_only(normal: Normal) -> None:
    assert (
        normal.text(f"{CHAIN} /tmp/day-x/dai/out http://x:41234/") == "<hash> <station>/out http://x:<port>/"
    )


def test_pages_are_compared_without_white_space(normal: Normal) -> None:
    assert normal.page("<p>\n  Xin  chào</p>") == normal.page("<p>Xin chào</p>") != normal.page("<p>Chào</p>")


def document(name: str, **field: Any) -> dict[str, Any]:
    schema = {"title": name, "properties": {"next": {"$ref": f"#/components/schemas/{name}"}, "at": field}}
    answer = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    return {
        "paths": {"/x": {"get": {"operationId": name, "ok": answer}}},
        "components": {"schemas": {name: schema}},
    }


def test_an_openapi_is_the_same_when_its_schemas_are_renamed_and_no_field_is() -> None:
    assert openapi(document("Row", type="string")) == openapi(document("Line", type="string"))
    assert openapi(document("Row", type="string")) != openapi(document("Row", type="integer"))


def sounding(folder: Path, *airings: tuple[str, int, list[int]]) -> Any:
    """What is taken down of airings: the id, the nanosecond of its beginning, its samples, left and right."""
    (folder / "out").mkdir(parents=True)
    rows = []
    with (folder / "out/index.jsonl").open("w", encoding="utf-8") as index:
        for airing, begun, samples in airings:
            with wave.open(str(folder / "out" / f"{airing}.wav"), "wb") as file:
                file.setparams((2, 2, RATE, 0, "NONE", ""))
                file.writeframes(array("h", samples).tobytes())
            told = {"id": airing, "file": f"{airing}.wav", "utc_ns": begun, "start_frame": 0}
            index.write(json.dumps({**told, "frames": len(samples) // 2}) + "\n")
            rows.append(
                {"id": airing, "message": airing, "outcome": "aired", "kind": "manual", "reason": None}
            )

    class Asked:
        def __init__(self) -> None:
            self.folder = folder

        def __call__(self, *words: str, language: str = "vi") -> Done:
            return Done(0, json.dumps(rows), "")

    records = Records()
    samples_of(records, cast("Station", Asked()))
    return records.kept["samples.json"][1]


def test_one_other_sample_of_an_airing_is_told(tmp_path: Path) -> None:
    sound = [0] * 2 * RATE
    other = [*sound[:-1], 1]
    assert sounding(tmp_path / "a", ("x", 0, sound)) != sounding(tmp_path / "b", ("x", 0, other))
    assert sounding(tmp_path / "c", ("x", 0, sound)) != sounding(tmp_path / "d", ("x", 0, [1, *sound[1:]]))


def test_what_an_airing_interrupts_is_not_taken_for_its_own_sound(tmp_path: Path) -> None:
    first, sound = ("first", 0, [0] * 2 * RATE), [0] * 2 * RATE
    begun = 980_000_000
    one = sounding(tmp_path / "a", first, ("x", begun, sound))
    assert one == sounding(tmp_path / "b", first, ("x", begun, [9, *sound[1:]]))
    assert one != sounding(tmp_path / "c", first, ("x", begun, [*sound[:-1], 9]))


def test_a_telephone_shows_the_codes_of_the_standard() -> None:
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1) == "287082"  # RFC 6238, appendix B, at 59 s
