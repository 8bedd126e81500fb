"""Every Vietnamese name of a key leads to a key that there is."""

from __future__ import annotations

from broadcaster.station.forms.fields import SECTIONS
from broadcaster.station.forms.reference import FILES
from broadcaster.station.forms.vietnamese import _WORDS


def test_every_word_then_leads_to_a_declared_key() -> None:
    keys = {one.name for form in (*SECTIONS.values(), *FILES.values()) for one in form.declared.values()}

    assert {key for key, _ in _WORDS} - keys == set()
