"""The data of the rules, read once from YAML in the package; every value stays text."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def load(name: str) -> dict[str, Any]:
    """The mapping of `NAME.yaml` in this folder."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
    loader = _Loader(text)
    try:
        data: dict[str, Any] = loader.get_single_data()
    finally:
        loader.dispose()
    return data


def words(lines: list[str]) -> tuple[str, ...]:
    """The comma-separated entries of a list of lines."""
    return tuple(entry.strip() for line in lines for entry in line.split(","))


def either(forms: list[str] | tuple[str, ...]) -> str:
    """A regular expression for any of `forms`, the longest tried first."""

    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
