"""What becomes of an alert: by status, kind, scope, expiry, area, language, proof and what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.alerts.cap.model import (
    Alert,
    AlertSeverity,
    AlertStatus,
    AlertUrgency,
    Certainty,
    Circle,
    MsgType,
    Scope,
)
from broadcaster.alerts.judging.area import around
from broadcaster.alerts.judging.judgement import judge
from broadcaster.alerts.judging.verdict import AlertVerdict, Judgement, KnownAlerts
from broadcaster.alerts.proof.model import Provenance, SignatureState
from broadcaster.people.roles.senders import AlertTable, SenderProof, SenderRight
from tests.counts import counted
from tests.unit.alerts.values import (
    AT,
    FAR,
    HOUR,
    OURS,
    SENT,
    VAGUE,
    WARD,
    alert,
    from_feed,
    info,
    key,
    sender,
    signed,
)

TESTS = (AlertStatus.TEST, AlertStatus.EXERCISE)
EXPIRIES = {"open": None, "later": SENT + HOUR, "over": AT}
AREAS = {"ours": (OURS,), "both": (FAR, OURS), "vague": (VAGUE,), "nowhere": (), "far": (FAR,)}
LANGUAGES = (("vi",), ("fr",), ("en-US", "vi-VN"))
PROOFS = {
    "signature": signed(),
    "feed": from_feed(),
    "token": Provenance(sender=sender(SenderProof.TOKEN)),
    "for_inbox": from_feed(may=SenderRight.INBOX),
    "untrusted": replace(from_feed(), sender=replace(sender(), trusted=False)),
    "forged": signed(SignatureState.BAD),
    "other": signed(SignatureState.BAD, stranger=True),
    "feed_with_a_bad_signature": replace(from_feed(), signature=SignatureState.BAD),
    "unsigned": signed(SignatureState.NONE),
    "tampered": Provenance(signature=SignatureState.BAD),
    "nobody": Provenance(),
    "stranger": Provenance(signature=SignatureState.UNPROVEN),
    "expired": signed(SignatureState.UNPROVEN, expired=True),
    "unaccepted": replace(from_feed(), accepted=False),
}
REFUSED = ("forged", "other", "unsigned", "tampered")
HEARD = ("signature", "feed", "token", "feed_with_a_bad_signature")
PROVEN = (*HEARD, "for_inbox", "untrusted")


def expected(
    status: AlertStatus, kind: MsgType, scope: Scope, expiry: str, area: str, proof: str
) -> AlertVerdict:
    """The verdict, in the words of the rules."""
    if proof in REFUSED:
        return AlertVerdict.REFUSE
    if kind is MsgType.CANCEL and status not in TESTS:
        counts = proof in PROVEN and status is AlertStatus.ACTUAL and scope is Scope.PUBLIC
        return AlertVerdict.CANCEL if counts else AlertVerdict.INBOX
    if expiry == "over" or area == "far":
        return AlertVerdict.REFUSE
    if status in TESTS:
        return AlertVerdict.TEST if proof in PROVEN and scope is Scope.PUBLIC else AlertVerdict.INBOX
    airs = status is AlertStatus.ACTUAL and scope is Scope.PUBLIC and kind in (MsgType.ALERT, MsgType.UPDATE)
    return AlertVerdict.AIR if airs and area in ("ours", "both") and proof in HEARD else AlertVerdict.INBOX


@pytest.mark.parametrize("kind", MsgType)
@pytest.mark.parametrize("status", AlertStatus)
def test_the_whole_table(status: AlertStatus, kind: MsgType) -> None:
    wrong = []
    for scope, expiry, area, languages, proof in product(Scope, EXPIRIES, AREAS, LANGUAGES, PROOFS):
        infos = [info(language=one, expires=EXPIRIES[expiry], areas=AREAS[area]) for one in languages]
        one = alert(*infos, status=status, msg_type=kind, scope=scope, references=(key("VN-0"),))
        judged = judge(one, PROOFS[proof], WARD, AT)
        if judged.verdict is not expected(status, kind, scope, expiry, area, proof):
            wrong.append((scope, expiry, area, languages, proof, judged.verdict))
        assert judged.reasons
    assert wrong == []


@pytest.mark.parametrize("own", [AlertTable(), AlertTable(severity=frozenset({AlertSeverity.MINOR}))])
def test_the_wards_table_decides_what_sounds_at_once(own: AlertTable) -> None:
    for severity, urgency, certainty in product(AlertSeverity, AlertUrgency, Certainty):
        one = alert(info(severity=severity, urgency=urgency, certainty=certainty))
        airs = (
            severity
            in (
                {AlertSeverity.MINOR}
                if own != AlertTable()
                else {AlertSeverity.EXTREME, AlertSeverity.SEVERE}
            )
            and urgency in {AlertUrgency.IMMEDIATE, AlertUrgency.EXPECTED}
            and certainty in {Certainty.OBSERVED, Certainty.LIKELY}
        )
        judged = judge(one, from_feed(table=own), WARD, AT)
        assert judged.verdict is (AlertVerdict.AIR if airs else AlertVerdict.INBOX)


class TestInfos:
    def test_one_info_that_holds_here_and_sounds_decides_whatever_the_others_say(self) -> None:
        far, mild = info(areas=(FAR,)), info(severity=AlertSeverity.MINOR)
        judged = judge(alert(far, mild, info(language="fr"), info(expires=SENT)), from_feed(), WARD, AT)
        assert judged.verdict is AlertVerdict.AIR
        assert [one.language for one in judged.infos] == ["fr"], "a milder one tells other words"

    def test_severe_elsewhere_and_mild_here_does_not_sound(self) -> None:
        judged = judge(alert(info(areas=(FAR,)), info(severity=AlertSeverity.MINOR)), from_feed(), WARD, AT)
        assert codes(judged) == ["alerts.below_table"]

    def test_an_alert_that_says_nothing_waits(self) -> None:
        assert codes(judge(replace(alert(), infos=()), from_feed(), WARD, AT)) == ["alerts.says_nothing"]

    def test_without_an_end_it_is_over_after_the_senders_longest(self) -> None:
        one = alert(info(expires=None))
        for minutes, verdict in ((29, AlertVerdict.AIR), (30, AlertVerdict.REFUSE)):
            origin = from_feed(longest=1800.0)
            assert judge(one, origin, WARD, SENT + timedelta(minutes=minutes)).verdict is verdict

    def test_all_reasons_are_told(self) -> None:
        one = alert(info(severity=AlertSeverity.MINOR, areas=(VAGUE,)), scope=Scope.RESTRICTED)
        assert codes(judge(one, from_feed(may=SenderRight.INBOX), WARD, AT)) == [
            "alerts.not_public",
            "alerts.area_unclear",
            "alerts.below_table",
            "alerts.for_inbox",
        ]


def codes(judged: Judgement) -> list[str]:
    return [one.code for one in judged.reasons]


def judged_in_turn(steps: Sequence[tuple[Alert, Provenance]]) -> list[Judgement]:
    known, found = KnownAlerts(), []
    for one, origin in steps:
        found.append(judge(one, origin, WARD, AT, known))
        known = known.after(one, origin.proven, found[-1])
    return found


def update(
    identifier: str, *of: str, kind: MsgType = MsgType.UPDATE, by: str = "canhbao@example.vn"
) -> Alert:
    return alert(key=key(identifier, by=by), msg_type=kind, references=tuple(key(each, by=by) for each in of))


OTHER = from_feed(id="khac")


class TestBefore:
    def test_what_comes_twice_is_refused(self) -> None:
        _, again = judged_in_turn([(alert(), from_feed())] * 2)
        assert codes(again) == ["alerts.seen"]

    def test_the_same_name_of_another_sender_is_another_alert(self) -> None:
        first, second = judged_in_turn([(alert(), OTHER), (alert(), from_feed())])
        assert (first.verdict, second.verdict) == (AlertVerdict.AIR, AlertVerdict.AIR)

    def test_what_nobody_proved_keeps_nothing_of_a_sender_out(self) -> None:
        """Else whoever knows the name of an alert that is to come could have it refused."""
        forger = replace(from_feed(), accepted=False)
        late = signed(SignatureState.UNPROVEN, expired=True)
        assert [
            one.verdict
            for one in judged_in_turn([(alert(), Provenance()), (alert(), forger), (alert(), from_feed())])
        ] == [AlertVerdict.INBOX, AlertVerdict.REFUSE, AlertVerdict.AIR]
        assert [one.verdict for one in judged_in_turn([(alert(), late), (alert(), signed())])] == [
            AlertVerdict.INBOX,
            AlertVerdict.AIR,
        ]

    def test_what_was_refused_is_judged_anew(self) -> None:
        """Once the ward's outline is mended, what it refused as for other places is for it."""
        one, nowhere = alert(info(areas=(FAR,))), WARD
        known = KnownAlerts().after(one, from_feed().proven, judge(one, from_feed(), nowhere, AT))
        here = replace(WARD, outline=around(Circle(centre=(21.05, 105.85), radius=5)))
        assert judge(one, from_feed(), here, AT, known).verdict is AlertVerdict.AIR

    def test_a_cancel_that_came_first_is_remembered(self) -> None:
        cancel = update("VN-2", "VN-1", kind=MsgType.CANCEL)
        first, late = judged_in_turn([(cancel, from_feed()), (alert(), from_feed())])
        assert codes(first) == ["alerts.cancels_unseen"]
        assert codes(late) == ["alerts.ended"]

    def test_a_cancel_tells_which_it_ends(self) -> None:
        cancel = update("VN-2", "VN-1", kind=MsgType.CANCEL)
        _, second = judged_in_turn([(alert(), from_feed()), (cancel, from_feed())])
        assert codes(second) == ["alerts.cancels"]
        assert second.ends == (key("VN-1"),)

    def test_a_cancel_without_info_and_without_area_counts(self) -> None:
        cancel = replace(update("VN-2", "VN-1", kind=MsgType.CANCEL), infos=())
        assert judge(cancel, from_feed(), WARD, AT).verdict is AlertVerdict.CANCEL

    def test_an_update_stands_for_what_it_names_and_one_that_is_too_late_does_not_air(self) -> None:
        newest = update("VN-3", "VN-1", "VN-2")
        first, late = judged_in_turn([(newest, from_feed()), (update("VN-2", "VN-1"), from_feed())])
        assert codes(first) == ["alerts.airs", "alerts.updates_unseen"]
        assert codes(late) == ["alerts.ended"]

    def test_an_update_that_moved_away_ends_the_earlier_one(self) -> None:
        away = replace(update("VN-2", "VN-1"), infos=(info(areas=(FAR,)),))
        moved, late = judged_in_turn([(away, from_feed()), (alert(), from_feed())])
        assert (codes(moved), codes(late)) == (["alerts.elsewhere"], ["alerts.ended"])

    @pytest.mark.parametrize("kind", [MsgType.CANCEL, MsgType.UPDATE])
    @pytest.mark.parametrize(
        ("change", "origin"),
        [
            ({}, OTHER),
            ({}, Provenance()),
            ({}, replace(from_feed(), accepted=False)),
            ({}, signed()),  # the same sender, but proven otherwise
            ({}, signed(SignatureState.UNPROVEN, expired=True)),
            ({"status": AlertStatus.TEST}, from_feed()),
            ({"status": AlertStatus.EXERCISE}, from_feed()),
            ({"status": AlertStatus.DRAFT}, from_feed()),
            ({"scope": Scope.PRIVATE}, from_feed()),
            ({"key": key("VN-2", by="x@example.vn")}, from_feed()),
            ({"references": ()}, from_feed()),
        ],
        ids=[
            "other",
            "nobody",
            "unaccepted",
            "otherwise",
            "expired",
            "test",
            "exercise",
            "draft",
            "private",
            "foreign",
            "nothing",
        ],
    )
    def test_nothing_else_ends_an_alert(
        self, kind: MsgType, change: dict[str, object], origin: Provenance
    ) -> None:
        one = replace(update("VN-2", "VN-1", kind=kind), **change)  # type: ignore[arg-type]
        _, late = judged_in_turn([(one, origin), (alert(), from_feed())])
        assert late.verdict is AlertVerdict.AIR

    def test_a_cancel_that_ends_nothing_waits(self) -> None:
        cancel = update("VN-2", kind=MsgType.CANCEL)
        assert codes(judge(cancel, from_feed(), WARD, AT)) == ["alerts.cancels_nothing"]


STEP = st.tuples(
    st.integers(0, 5),
    st.sampled_from([MsgType.ALERT, MsgType.UPDATE, MsgType.CANCEL]),
    st.lists(st.integers(0, 5), max_size=3),
    st.sampled_from(sorted(PROOFS)),
    st.integers(-30, 90),
    st.sampled_from(sorted(AREAS)),
)


@given(st.lists(STEP, max_size=30))
@settings(max_examples=counted(200, least=50), deadline=None)
def test_in_any_order_nothing_expired_ended_foreign_or_unproven_airs_and_nothing_twice(
    steps: list[tuple[int, MsgType, list[int], str, int, str]],
) -> None:
    known, aired, ended = KnownAlerts(), [], set()
    for number, kind, of, proof, minutes, area in steps:
        origin, at = PROOFS[proof], SENT + timedelta(minutes=minutes)
        references = tuple(key(f"VN-{each}") for each in of)
        one = alert(info(areas=AREAS[area]), key=key(f"VN-{number}"), msg_type=kind, references=references)
        judged = judge(one, origin, WARD, at, known)
        known = known.after(one, origin.proven, judged)
        proven = origin.sender and (origin.sender.proof, one.key)
        if judged.verdict is AlertVerdict.AIR:
            assert proof in HEARD
            assert area in ("ours", "both")
            assert at < SENT + HOUR
            assert proven not in ended
            aired.append(proven)
        if origin.sender is not None and proof in PROVEN:
            ended |= {(origin.sender.proof, each) for each in judged.ends}
    assert len(aired) == len(set(aired))
