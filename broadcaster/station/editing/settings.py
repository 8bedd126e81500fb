"""station.yaml by itself: what is wrong with it, and its text without passwords. Pure."""

from __future__ import annotations

from broadcaster.station.forms.files.settings import StationForm, settings_of
from broadcaster.station.forms.grammar.form import Form
from broadcaster.station.forms.grammar.typed import typed
from broadcaster.station.loading.secrets import Secrets
from broadcaster.station.model import Settings
from broadcaster.station.problems import BadStation, Problem
from broadcaster.station.yaml.tree import START, parse

FILE = "station.yaml"


def settings_faults(raw: bytes, secrets: bytes) -> list[Problem]:
    """What is wrong with a station.yaml; whether what it names exists elsewhere is not asked.

    Args:
        raw: the file.
        secrets: what secrets.yaml holds.
    """
    return _read(raw, secrets)[1]


def settings_in(raw: bytes, secrets: bytes) -> Settings:
    """What a station.yaml says; the arguments are those of `settings_faults`.

    Raises:
        BadStation: it has errors.
    """
    form, problems = _read(raw, secrets)
    if form is None:
        raise BadStation(tuple(problems))
    return settings_of(form)


def _read(raw: bytes, secrets: bytes) -> tuple[Form | None, list[Problem]]:
    root, problems = parse(FILE, raw, Secrets(secrets))
    if root is None and not problems:
        empty = Problem(file=FILE, line=START.line, column=START.column, code="station.empty_file")
        return None, [empty]
    if root is None or problems:
        return None, problems
    return typed(FILE, root, StationForm)
