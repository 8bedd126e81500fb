"""The form of clusters.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydantic import RootModel

from broadcaster.station.forms.grammar.declared import form_of, list_of, mapping_of
from broadcaster.station.forms.grammar.form import Form
from broadcaster.station.forms.grammar.texts import Name
from broadcaster.station.model.equipment.cluster import Cluster, Repair


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
