"""The metrics' text is what Prometheus's own library reads, figure for figure."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from broadcaster.app.status.metrics import MetricKind, by_label, histogram, one, text

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)


@given(label=TEXTS, value=st.floats(allow_nan=False, allow_infinity=False))
def test_label_and_figure_of_whatever_kind_come_out_as_they_went_in(label: str, value: float) -> None:
    made = text([by_label("a_b", MetricKind.GAUGE, "x", ("name",), {(label,): value})])
    (family,) = text_string_to_metric_families(made)
    (sample,) = family.samples
    assert sample.labels == {"name": label}
    assert sample.value == value


def test_help_and_kind_are_told() -> None:
    (family,) = text_string_to_metric_families(text([one("a_total", MetricKind.COUNTER, "x\\y\nz", 3)]))
    assert family.documentation == "x\\y\nz"
    assert family.type == "counter"
    assert family.samples[0].value == 3


def test_histogram_counts_upwards_to_infinity() -> None:
    made = text([histogram("late", "x", (0.1, 1.0), (2, 0, 3), 42.5)])
    (family,) = text_string_to_metric_families(made)
    buckets = [(s.labels["le"], s.value) for s in family.samples if s.name == "late_bucket"]
    assert buckets == [("0.1", 2), ("1", 2), ("+Inf", 5)]
    rest = {s.name: s.value for s in family.samples if s.name != "late_bucket"}
    assert rest == {"late_sum": 42.5, "late_count": 5}
    assert math.isinf(float(buckets[-1][0]))
