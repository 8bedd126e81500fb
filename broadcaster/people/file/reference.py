"""The forms of all files of a station that people write, for the page docs/station.md."""

from __future__ import annotations

from broadcaster.people.file.form import PersonForm
from broadcaster.people.file.loading import FILE
from broadcaster.station.forms.everything import FILES
from broadcaster.station.forms.grammar.form import Form

FORMS: dict[str, type[Form]] = {**FILES, FILE: PersonForm}
"""The forms by file."""
