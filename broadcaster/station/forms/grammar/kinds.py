"""Forms of what comes in kinds, named by `type:`; the keys of a kind become its options, as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BeforeValidator

from broadcaster.station.forms.grammar.declared import SECTIONS, assembled, declarations, one_of
from broadcaster.station.forms.grammar.form import Form, fault
from broadcaster.station.naming import listed, nearest, shown


class KindForm(Form):
    """What the forms of all kinds share."""

    def value(self) -> object:
        """The value with the kind's keys as texts."""
        written = self.written()
        own = {name: str(written.pop(name)) for name in [*written] if name not in self.shared}
        return self.makes(**written, options=own)


def any_of_kinds(
    makes: type,
    section: str,
    kinds: Mapping[str, type],
    checks: Mapping[str, type[KindForm]] = MappingProxyType({}),
) -> Any:  # noqa: ANN401 - an annotation
    """The annotation of a mapping whose `type:` says which of `kinds` it is.

    Args:
        makes: the value; its own keys stand beside those of every kind.
        section: see `Form.section`; the section of a kind is `<section>.<kind>`.
        kinds: the keys of each kind, by its name.
        checks: has the checks between the keys of a kind.
    """
    shared = list(declarations(makes, section))
    kind_key = next(one for one in shared if one.field == "type")
    for name, keys in kinds.items():
        own = replace(kind_key, required=kind_key.default != name)
        declared = [
            own,
            *(one for one in shared if one is not kind_key),
            *declarations(keys, f"{section}.{name}"),
        ]
        base = checks.get(name, KindForm)
        form = assembled(keys, f"{section}.{name}", base, declared, {"type": Literal.__getitem__(name)})
        form.makes = makes
        form.shared = frozenset(one.field for one in shared)
    forms = {name: SECTIONS[f"{section}.{name}"] for name in kinds}
    usual = kind_key.default if isinstance(kind_key.default, str) else None
    return one_of(forms, _tag_of(usual), BeforeValidator(_known(tuple(kinds), usual)))


def _tag_of(usual: str | None) -> Any:  # noqa: ANN401 - a function that pydantic calls
    def tag(data: object) -> str | None:
        return f"<{data.get('type', usual)}>" if isinstance(data, dict) else None

    return tag


def _known(kinds: tuple[str, ...], usual: str | None) -> Any:  # noqa: ANN401 - as above
    def known(data: object) -> object:
        if not isinstance(data, dict):
            raise fault("want_mapping")
        kind = data.get("type", usual)
        if not isinstance(kind, str) and usual is not None:
            raise fault("want_text", at="type")
        if not isinstance(kind, str):
            raise fault("unknown_word", at="type", written="", expected=listed(kinds), near="")
        if kind not in kinds:
            near = nearest(kind, kinds) or ""
            raise fault("unknown_word", at="type", written=shown(kind), expected=listed(kinds), near=near)
        return data

    return known
