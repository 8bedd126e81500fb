"""The forms of `sirens:` in station.yaml; the patterns that come with the program pass through them too."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationInfo, create_model, field_validator

from broadcaster.station.declared import MINUTE
from broadcaster.station.forms.declared import form_of, list_of, mapping_of, one_of
from broadcaster.station.forms.form import Form, fault
from broadcaster.station.forms.texts import Name
from broadcaster.station.forms.times import spelt
from broadcaster.station.forms.typed import typed
from broadcaster.station.model.siren import Rest, Siren, Stroke
from broadcaster.station.problems import Problem
from broadcaster.station.yaml.tree import Node

LONGEST = 3 * MINUTE  # of a whole pattern: after it the voice must be heard


class _StrokeChecks(Form):
    def value(self) -> Stroke:
        """The stroke; without `to` the pitch stays."""
        written = self.written()
        return Stroke(**{"last": written["first"], **written})


class _SirenChecks(Form):
    @field_validator("steps", mode="after", check_fields=False)
    @classmethod
    def _bounded(cls, steps: list[Form], info: ValidationInfo) -> list[Form]:
        times = info.data.get("times")
        made = [step.value() for step in steps]
        siren = Siren(
            steps=tuple(step for step in made if isinstance(step, Stroke | Rest)),
            **({"times": times} if times else {}),
        )
        if not siren.whole:
            raise fault("silent_siren")
        if siren.length > LONGEST:
            raise fault("long_siren", length=spelt(siren.length), limit=spelt(LONGEST))
        return steps


def _kind(data: object) -> str:
    return "<rest>" if isinstance(data, dict) and "rest" in data else "<mapping>"


StrokeForm = form_of(Stroke, "sirens.stroke", base=_StrokeChecks)
RestForm = form_of(Rest, "sirens.rest")
_STEP = one_of({"rest": RestForm, "mapping": StrokeForm}, _kind)
SirenForm = form_of(
    Siren,
    "sirens",
    base=_SirenChecks,
    written={"steps": list_of(_STEP, 50)},
)
Sirens = mapping_of(Name, SirenForm)
_FILE: Any = (Sirens, ...)
_SirensForm = create_model("_SirensForm", __base__=Form, sirens=_FILE)


def patterns(file: str, root: Node) -> tuple[dict[str, Siren], list[Problem]]:
    """The patterns of the program's own file, and what is wrong with it."""
    form, problems = typed(file, root, _SirensForm)
    return (form.written()["sirens"] if form is not None else {}), problems
