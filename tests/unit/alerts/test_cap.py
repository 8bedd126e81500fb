"""Alerts are read as the standard has them, and what strangers send costs nothing."""

from __future__ import annotations

import resource
import time
from datetime import UTC, datetime

import pytest

from broadcaster.alerts.cap.model import AlertKey, AlertSeverity, AlertStatus, Circle
from broadcaster.alerts.cap.reading import read_alert
from tests.unit.alerts.samples import area, info, made, raw_of, read, rows

LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
HEAD = made().decode().removesuffix("</alert>")


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row["file"])
def test_a_public_alert_is_valid_or_not_as_an_independent_reader_says(row: dict[str, str]) -> None:
    found = read_alert(raw_of(row["file"]))
    assert (found.alert is not None) == (row["valid"] == "yes"), found.problems
    assert bool(found.problems) == (row["valid"] == "no")


def test_what_an_alert_says_is_read_whole() -> None:
    alert = read(raw_of("oasis12-earthquake-update.xml"))
    (told,) = alert.infos
    assert (alert.status, alert.key.identifier, told.severity) == (
        AlertStatus.ACTUAL,
        "TRI13970876.2",
        AlertSeverity.MINOR,
    )
    sent = datetime(2003, 6, 12, 3, 30, tzinfo=UTC)
    assert alert.references == (AlertKey(sender=alert.key.sender, identifier="TRI13970876.1", sent=sent),)
    assert told.areas[0].circles == (Circle(centre=(32.9525, -115.5527), radius=0.0),)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (made(sent="2026-11-20T10:00:00Z"), "alerts.not_as_schema"),
        (made(sent="2026-02-30T10:00:00+07:00"), "alerts.not_as_schema"),
        (made(sent="0001-01-01T00:00:00+14:00"), "alerts.bad_value"),
        (made(status="actual"), "alerts.not_as_schema"),
        (made(identifier="a b"), "alerts.bad_name"),
        (made(identifier="a,b"), "alerts.bad_name"),
        (made(sender=""), "alerts.bad_name"),
        (made(scope="Restricted"), "alerts.scope_needs"),
        (made(scope="Private"), "alerts.scope_needs"),
        (made(references="a,b"), "alerts.bad_reference"),
        (made(references="a,b,yesterday"), "alerts.bad_reference"),
        (made(info(event="x", urgency="Soon")), "alerts.not_as_schema"),
        (made(info(area(polygon="1,1 2,2 1,1"))), "alerts.bad_value"),
        (made(info(area(polygon="1,1 2,2 3,1 1,2"))), "alerts.bad_value"),
        (made(info(area(polygon="91,1 2,2 3,1 91,1"))), "alerts.bad_value"),
        (made(info(area(polygon="nan,1 2,2 3,1 nan,1"))), "alerts.bad_value"),
        (made(info(area(circle="1,1"))), "alerts.bad_value"),
        (made(info(area(circle="1,1 -3"))), "alerts.bad_value"),
        (made(info(area(circle="1,1 inf"))), "alerts.bad_value"),
        (made(info(area(ceiling="100"))), "alerts.ceiling_alone"),
        (b"<alert/>", "alerts.not_cap"),
        (made().replace(b"cap:1.2", b"cap:1.3"), "alerts.not_cap"),
        (b"", "alerts.not_xml"),
        (b"\x00\x01", "alerts.not_xml"),
        (made()[:-9], "alerts.not_xml"),
    ],
)
def test_what_breaks_the_standard_is_no_alert_and_says_why(raw: bytes, code: str) -> None:
    found = read_alert(raw)
    assert found.alert is None
    assert {one.code for one in found.problems} == {code}


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = read_alert(made(info(area(circle="1", ceiling="3")), identifier="a b", scope="Private"))
    codes = [one.code for one in found.problems]
    assert sorted(codes) == [
        "alerts.bad_name",
        "alerts.bad_value",
        "alerts.ceiling_alone",
        "alerts.scope_needs",
    ]


@pytest.mark.parametrize("sent", ["2026-11-20T03:00:00+00:00", "2026-11-20T03:00:00-00:00"])
def test_utc_may_be_written_either_way(sent: str) -> None:
    assert read(made(sent=sent)).key.sent == datetime(2026, 11, 20, 3, tzinfo=UTC)


def test_a_comment_inside_a_word_changes_nothing_of_what_is_read() -> None:
    """A reader that takes what stands before the comment would take Unknown for Un."""
    raw = made(info(headline="Bão <!-- x -->số 3")).replace(b"Extreme", b"Ext<!-- y -->reme")
    (told,) = read(raw).infos
    assert (told.severity, told.headline) == (AlertSeverity.EXTREME, "Bão số 3")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><alert>&a;</alert>', "alerts.doctype"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><alert/>', "alerts.doctype"),
        (f'<!DOCTYPE x [<!ENTITY a "{"a" * 99}">{LAUGHS}]><alert>&j;</alert>', None),
        (f'<!DOCTYPE x [<!ENTITY a "{"a" * 99}">{LAUGHS}]><alert x="&j;"/>', "alerts.not_xml"),
        ("<a>" * 40 + "</a>" * 40, "alerts.too_deep"),
        ("<a>" * 300_000, "alerts.not_xml"),
        ("x" * 20_000_000, "alerts.too_big"),
        (HEAD + info(*[area()] * 100_000) + "</alert>", "alerts.too_big"),
        (HEAD + "<info/>" * 140_000 + "</alert>", "alerts.too_many_elements"),
        (HEAD + "<info/>" * 49_000 + "</alert>", "alerts.not_as_schema"),
        (HEAD + info(area(polygon="1,1 " * 200_000)) + "</alert>", None),
    ],
    ids=[
        "xxe",
        "dtd",
        "laughs",
        "laughs_in_attribute",
        "deep",
        "very_deep",
        "20MB",
        "areas",
        "infos",
        "bad_infos",
        "polygon",
    ],
)
def test_what_is_hostile_is_refused_within_a_second(raw: str, code: str | None) -> None:
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = read_alert(raw.encode())
    assert time.process_time() - begun < 1.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 128 * 1024  # kB
    if code is not None:
        assert {one.code for one in found.problems} == {code}


def test_areas_by_the_thousand_are_read() -> None:
    (told,) = read(made(info(*[area(geocode="UGC X")] * 9_000))).infos
    assert len(told.areas) == 9_000
