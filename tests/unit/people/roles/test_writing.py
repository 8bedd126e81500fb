"""people.yaml as the program writes it says what is in force and keeps what people wrote around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.core.text.forms import nfc
from broadcaster.people.roles.model import Delegation, People, Person, Role
from broadcaster.people.roles.people_file import parsed, rewritten
from tests.unit.people.conftest import people, person

COMMENTED = """\
# Phường Tân Phong

lan:  # công chức
  name: Lò Thị Lan
  roles: [officer, technician]

# lãnh đạo
thu:
  name: Hà Thị Thu   # Chủ tịch
  roles: [leader]
# hết
"""


def of(text: str) -> People:
    found = parsed(text.encode()).people
    assert found is not None
    return found


def test_a_change_of_one_person_leaves_every_other_line() -> None:
    before = of(COMMENTED)
    lan = replace(before.persons["lan"], account="lan")
    text = rewritten(COMMENTED.encode(), People(persons={**before.persons, "lan": lan})).decode()
    assert text == COMMENTED.replace(
        "lan:  # công chức\n  name: Lò Thị Lan\n", "lan:\n  name: Lò Thị Lan\n  account: lan\n"
    ).replace("[officer, technician]", "[officer, technician]")


def test_a_new_person_comes_last_and_a_removed_one_goes_with_their_lines() -> None:
    before = of(COMMENTED)
    cu = person("cu", Role.DUTY)
    after = People(persons={"lan": before.persons["lan"], "cu": cu})
    text = rewritten(COMMENTED.encode(), after).decode()
    assert text.endswith("# hết\ncu:\n  name: Cu\n  roles: [duty]\n")
    assert "# lãnh đạo" in text
    assert "thu" not in text


@pytest.mark.parametrize("written", [None, b"", b"lan: ["])
def test_what_cannot_be_spliced_is_written_anew(written: bytes | None) -> None:
    after = people(person("lan", Role.TECHNICIAN), person("thu", Role.LEADER))
    raw = rewritten(written, after)
    assert parsed(raw).people == after
    assert raw.startswith(b"# ")


def test_a_file_in_flow_style_is_changed_too() -> None:
    after = people(person("lan", Role.TECHNICIAN), person("thu", Role.LEADER))
    for written in (
        b"{lan: {name: L, roles: [technician]}}",
        b"{lan: {name: Lan, roles: [technician]},\n}\n",
    ):
        assert parsed(rewritten(written, after)).people == after


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20).map(nfc)
IDS = st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@st.composite
def persons(draw: st.DrawFn) -> People:
    ids = draw(
        st.lists(st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True), unique=True, min_size=2, max_size=3)
    )
    made = {}
    for index, name in enumerate(ids):
        given_to = draw(st.lists(st.sampled_from([other for other in ids if other != name]), max_size=2))
        spans = [sorted((draw(DAYS), draw(DAYS))) for _ in given_to]
        roles = {draw(st.sampled_from(Role)), *([Role.TECHNICIAN] if index == 0 else [])}
        made[name] = Person(
            id=name,
            name=draw(NAMES),
            title=draw(st.none() | NAMES),
            account=draw(st.none() | st.just(f"a{index}")),
            roles=frozenset(roles),
            delegations=tuple(
                dict.fromkeys(
                    Delegation(to=to, start=first, until=last, basis=draw(st.none() | NAMES))
                    for to, (first, last) in zip(given_to, spans, strict=True)
                )
            ),
            enabled=index == 0 or draw(st.booleans()),
        )
    return People(persons=made)


@settings(max_examples=8, deadline=None)
@given(persons(), persons())
def test_whatever_is_written_is_read_back_the_same(before: People, after: People) -> None:
    first = rewritten(None, before)
    assert parsed(first).people == before
    second = rewritten(first, after)
    assert parsed(second).people == after


@pytest.mark.parametrize(
    "number", ["0_", "1:30", "1e5", "0x1f", ".5", "+1_0", "2026-01-02", "2026-01-02 10:00:00"]
)
def test_a_name_that_is_a_number_of_yaml_is_a_text_for_other_readers_too(number: str) -> None:
    written = rewritten(None, people(replace(person("lan"), name=number)))
    assert yaml.safe_load(written)["lan"]["name"] == number


@settings(max_examples=8, deadline=None)
@given(persons())
def test_other_readers_of_yaml_see_the_same_texts(written: People) -> None:
    read = yaml.safe_load(rewritten(None, written))
    assert {name: one["name"] for name, one in read.items()} == {
        one.id: one.name for one in written.persons.values()
    }
