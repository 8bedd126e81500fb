"""station.yaml by itself: what is wrong with it, and its text without passwords. Pure."""

from __future__ import annotations

from broadcaster.station.forms.files.settings import StationForm
from broadcaster.station.forms.grammar.typed import typed
from broadcaster.station.loading.secrets import Secrets
from broadcaster.station.problems import Problem
from broadcaster.station.yaml.tree import START, parse

FILE = "station.yaml"


def settings_faults(raw: bytes, secrets: bytes) -> list[Problem]:
    """What is wrong with a station.yaml; whether what it names exists elsewhere is not asked.

    Args:
        raw: the file.
        secrets: what secrets.yaml holds.
    """
    root, problems = parse(FILE, raw, Secrets(secrets))
    if root is None and not problems:
        return [Problem(file=FILE, line=START.line, column=START.column, code="station.empty_file")]
    if root is None or problems:
        return problems
    return typed(FILE, root, StationForm)[1]
