"""The forms of lexicon.yaml, of clusters.yaml, and of the files under approvals/."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, RootModel

from broadcaster.station.forms.fields import form_of, list_of, mapping_of
from broadcaster.station.forms.form import Form, fault
from broadcaster.station.forms.texts import Line, Name, Spoken, text_of, written_as
from broadcaster.station.model.equipment import Cluster, Repair
from broadcaster.station.model.names import shown
from broadcaster.station.model.regulation import Approval

_MOST_ENTRIES = 20_000


def _instant(data: object) -> datetime:
    text = text_of(data)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise fault("bad_instant", written=shown(text)) from None
    if instant.tzinfo is None:
        raise fault("bad_instant", written=shown(text))
    return instant


class LexiconForm(RootModel[Annotated[dict[Line, Spoken], Field(max_length=_MOST_ENTRIES)]]):
    """lexicon.yaml: written → spoken."""


_AT = Annotated[datetime, written_as(_instant, type="string", format="date-time")]
ApprovalForm = form_of(Approval, "approvals", written={"at": _AT})
"""One approval, written by the program."""


def lexicon_of(form: LexiconForm) -> MappingProxyType[str, str]:
    """The ward's own readings."""
    return MappingProxyType(dict(form.root))


def approval_of(form: Form) -> Approval:
    """The approval as a value."""
    return Approval(**form.written())


class _ClusterChecks(Form):
    def value(self) -> object:
        """What was written; the cluster's name is the key above it."""
        return self.written()


RepairForm = form_of(Repair, "clusters.repairs")
ClusterForm = form_of(
    Cluster, "clusters", base=_ClusterChecks, written={"repairs": list_of(RepairForm, 1000)}
)


class ClustersForm(RootModel[mapping_of(Name, ClusterForm)]):  # type: ignore[misc] # made of declarations
    """clusters.yaml: name → cluster."""


def clusters_of(form: ClustersForm) -> Mapping[str, Cluster]:
    """The clusters as values."""
    return MappingProxyType({name: Cluster(**one.written(), name=name) for name, one in form.root.items()})
