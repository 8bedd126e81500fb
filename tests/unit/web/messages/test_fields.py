"""A form's fields follow the declaration of a file's keys."""

from __future__ import annotations

import pytest

from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.station.forms.broadcasts import MessageForm
from broadcaster.station.forms.fields import SECTIONS
from broadcaster.web.messages.fields import InputKind, field_of
from broadcaster.web.messages.form import KINDS, SETTINGS


@pytest.mark.parametrize(
    ("section", "key", "value", "kind", "typed"),
    [
        ("message", "priority", "", InputKind.CHOICE, ""),
        ("message", "repeat", "3", InputKind.NUMBER, "3"),
        ("message", "repeat", "until_stopped", InputKind.TEXT, "đến khi dừng"),
        ("message", "gap", "1m15s", InputKind.TEXT, "1 phút 15 giây"),
        ("valid", "until", "2027-02-06", InputKind.DATE, "6/2/2027"),
        ("valid", "until", "06/02/2027", InputKind.DATE, "06/02/2027"),
        ("valid", "until", "", InputKind.DATE, ""),
    ],
)
def test_a_key_is_filled_in_as_it_is_declared_and_never_hides_what_is_written(
    section: str, key: str, value: str, kind: InputKind, typed: str
) -> None:
    field = field_of(SECTIONS[section], key, "x", value)
    assert (field.input, field.value) == (kind, typed)


def test_label_help_and_default_come_from_the_catalogue_and_the_declaration() -> None:
    with speaking(Language.VI):
        field = field_of(MessageForm, "gap", "set-gap", "")
    assert (field.label, field.usual) == ("Cách nhau", "15 giây")
    assert "15 giây" in field.help


def test_a_written_value_that_is_none_of_the_choices_stays_one() -> None:
    field = field_of(MessageForm, "voice", "set-voice", "cu", {"voice": (("default", "Giọng của đài"),)})
    assert [value for value, _ in field.options] == ["default", "cu"]


def test_every_key_of_a_message_and_its_parts_has_its_place_in_the_editor() -> None:
    shown_apart = {"title", "parts", "lexicon", "valid"}
    keys: set[tuple[str, ...]] = {
        (one.name,) for one in MessageForm.declared.values() if one.name not in shown_apart
    }
    keys |= {("valid", one.name) for one in SECTIONS["valid"].declared.values()}
    assert set(SETTINGS) == keys
    for kind, beside in KINDS.items():
        assert {one.name for one in SECTIONS[kind].declared.values()} == {kind, *beside}
