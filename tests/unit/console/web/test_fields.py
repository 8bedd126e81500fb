"""A form's fields follow the declaration of a file's keys."""

from __future__ import annotations

import pytest

from broadcaster.console.web.fields import Input, field_of
from broadcaster.station.forms.declared import SECTIONS
from broadcaster.station.forms.message import MessageForm
from broadcaster.text import Language, speaking


@pytest.mark.parametrize(
    ("section", "key", "value", "kind"),
    [
        ("message", "priority", "", Input.CHOICE),
        ("message", "repeat", "3", Input.NUMBER),
        ("message", "repeat", "until_stopped", Input.TEXT),
        ("message", "gap", "15s", Input.TEXT),
        ("valid", "until", "2027-02-06", Input.DATE),
        ("valid", "until", "06/02/2027", Input.TEXT),
        ("valid", "until", "", Input.DATE),
    ],
)
def test_a_key_is_filled_in_as_it_is_declared_and_never_hides_what_is_written(
    section: str, key: str, value: str, kind: Input
) -> None:
    field = field_of(SECTIONS[section], key, "x", value)
    assert (field.input, field.value) == (kind, value)


def test_label_help_and_default_come_from_the_catalogue_and_the_declaration() -> None:
    with speaking(Language.VI):
        field = field_of(MessageForm, "gap", "set-gap", "")
    assert (field.label, field.usual) == ("Cách nhau", "15s")
    assert "15 giây" in field.help


def test_a_written_value_that_is_none_of_the_choices_stays_one() -> None:
    field = field_of(MessageForm, "voice", "set-voice", "cu", {"voice": (("default", "Giọng của đài"),)})
    assert [value for value, _ in field.options] == ["default", "cu"]
