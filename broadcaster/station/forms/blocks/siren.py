"""The forms of `sirens:` in station.yaml."""

from __future__ import annotations

from pydantic import ValidationInfo, field_validator

from broadcaster.station.declared import MINUTE
from broadcaster.station.forms.grammar.declared import form_of, list_of, mapping_of, one_of
from broadcaster.station.forms.grammar.form import Form, fault
from broadcaster.station.forms.grammar.texts import Name
from broadcaster.station.forms.grammar.times import spelt
from broadcaster.station.model.sound.siren import Rest, Siren, Stroke

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
