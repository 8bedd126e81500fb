"""The forms of `sirens:` in station.yaml; the patterns that come with the program pass through them too."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Discriminator, Field, Tag, ValidationInfo, field_validator

from broadcaster.station.forms.form import Form, fault, key, required
from broadcaster.station.forms.texts import Name
from broadcaster.station.forms.times import MINUTE, lasting, spelt
from broadcaster.station.sirens import Rest, Siren, Stroke

LONGEST = 3 * MINUTE  # of a whole pattern: after it the voice must be heard

Hertz = Annotated[float, Field(ge=100, le=4000, allow_inf_nan=False)]
StepLength = Annotated[float, lasting(0.2, MINUTE, "3s")]


class StrokeForm(Form):
    """A tone that glides."""

    first: Hertz = required("keys.sirens.from", alias="from")
    last: Hertz = key("keys.sirens.to", alias="to")
    length: StepLength = required("keys.sirens.for", alias="for")

    def value(self) -> Stroke:
        """The stroke; without `to` the pitch stays."""
        return Stroke(first=self.first, last=self.last or self.first, length=self.length)


class RestForm(Form):
    """Silence."""

    makes: ClassVar = Rest
    length: StepLength = required("keys.sirens.rest", alias="rest")


def _kind(data: object) -> str:
    return "<rest>" if isinstance(data, dict) and "rest" in data else "<mapping>"


Step = Annotated[
    Annotated[RestForm, Tag("<rest>")] | Annotated[StrokeForm, Tag("<mapping>")], Discriminator(_kind)
]


class SirenForm(Form):
    """One pattern."""

    makes: ClassVar = Siren
    # Before `steps`, whose validator looks at it.
    times: Annotated[int, Field(ge=1, le=60)] = key("keys.sirens.times")
    steps: Annotated[list[Step], Field(min_length=1, max_length=50)] = required("keys.sirens.steps")

    def value(self) -> Siren:
        """The pattern."""
        return Siren(**self.written())

    @field_validator("steps", mode="after")
    @classmethod
    def _bounded(
        cls, steps: list[RestForm | StrokeForm], info: ValidationInfo
    ) -> list[RestForm | StrokeForm]:
        times = info.data.get("times")
        siren = Siren(
            steps=tuple(made for step in steps if isinstance(made := step.value(), Stroke | Rest)),
            **({"times": times} if times else {}),
        )
        if not siren.whole:
            raise fault("silent_siren")
        if siren.length > LONGEST:
            raise fault("long_siren", length=spelt(siren.length), limit=spelt(LONGEST))
        return steps


class SirensForm(Form):
    """The patterns that come with the program."""

    sirens: dict[Name, SirenForm] = required("keys.station.sirens")


OwnSirens = dict[Name, SirenForm]
