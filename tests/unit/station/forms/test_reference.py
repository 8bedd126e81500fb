"""docs/station.md is what the declarations say, and leaves out no key."""

from __future__ import annotations

from pathlib import Path

from broadcaster.core.text.catalogue import Language, say, speaking
from broadcaster.people.roles.people_file import FORMS
from broadcaster.station.forms.fields import SECTIONS
from broadcaster.station.forms.reference import page

PAGE = Path(__file__).parents[4] / "docs" / "station.md"


def test_committed_page_then_is_what_the_declarations_say() -> None:
    assert PAGE.read_text("utf-8") == page(FORMS), "run scripts/station-page"


def test_page_then_has_every_key_with_its_text_in_both_languages() -> None:
    text = page(FORMS)

    for form in SECTIONS.values():
        for one in form.declared.values():
            for language in Language:
                with speaking(language):
                    assert f" {say(one.text).replace('|', chr(92) + '|')} | {one.key.since} |" in text, (
                        one.text
                    )
