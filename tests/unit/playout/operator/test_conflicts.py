"""A clash of two priority messages: asked of a person, decided in time, told in the journal."""

from __future__ import annotations

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.desk.conflict import ConflictRule
from broadcaster.playout.operator.conflicts import Conflicts
from tests.house import MakeHouse
from tests.unit.app.urgency import Post

TEXT = """\
title: {title}
priority: priority
repeat: 1
parts:
  - say: {title} báo tin. Nội dung như đã dán ở nhà văn hóa. Xin hết.
"""
FILES = {
    "messages/a.yaml": TEXT.format(title="Một"),
    "messages/b.yaml": TEXT.format(title="Hai"),
    "schedules/a.yaml": 'message: a\nat: ["08:01:00"]\n',
    "schedules/b.yaml": 'message: b\nat: ["08:01:01"]\n',
}


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-23T08:00", FILES))


@pytest.fixture
def clashes(post: Post) -> Conflicts:
    found = Conflicts(post.house.director, post.house.dispatcher, post.house.clock)
    post.house.director.chores.append(found.look)
    return found


def test_rule_decides_where_nobody_does_and_the_journal_says_so(post: Post, clashes: Conflicts) -> None:
    post.run_for(seconds=57)
    asked = clashes.open
    assert asked is not None
    assert [c.message for c in asked.items] == ["a", "b"]
    assert asked.rule is ConflictRule.EARLIER_FIRST
    post.run_for(seconds=30)
    assert clashes.open is None
    first, second = post.log()
    assert [row.outcome for row in (first, second)] == [Outcome.AIRED, Outcome.AIRED]
    assert first.reason is not None
    assert (first.reason.code, dict(first.reason.facts)) == ("playout.clash_earlier_first", {"other": "Hai"})
    assert second.reason is None
    assert first.started is not None
    assert second.started is not None
    assert first.started < second.started


def test_choice_of_a_person_before_the_hand_over_is_obeyed_and_told(post: Post, clashes: Conflicts) -> None:
    post.run_for(seconds=57)
    assert post.ask(lambda: clashes.prefer("b", "An")) == "b"
    post.run_for(seconds=30)
    rows = {row.message: row for row in post.log()}
    assert rows["b"].started is not None
    assert rows["a"].started is not None
    assert rows["b"].started < rows["a"].started
    assert rows["b"].reason is not None
    assert (rows["b"].reason.code, dict(rows["b"].reason.facts)) == ("playout.chosen", {"who": "An"})


def test_choice_while_the_other_sounds_lets_it_come_back(post: Post, clashes: Conflicts) -> None:
    post.run_for(seconds=62)
    post.ask(lambda: clashes.prefer("b", "An"))
    assert clashes.open is None
    post.run_for(seconds=30)
    rows = {row.message: row for row in post.log()}
    assert {row.outcome for row in rows.values()} == {Outcome.AIRED}
    a, b = rows["a"], rows["b"]
    assert a.started is not None
    assert b.started is not None
    assert a.ended is not None
    assert b.ended is not None
    assert a.started < b.started < b.ended < a.ended


def test_choice_without_a_clash_or_of_something_else_is_an_error(post: Post, clashes: Conflicts) -> None:
    with pytest.raises(ServiceError) as caught:
        post.ask(lambda: clashes.prefer("a", "An"))
    assert caught.value.code == "service.no_clash"
    post.run_for(seconds=57)
    with pytest.raises(ServiceError) as caught:
        post.ask(lambda: clashes.prefer("c", "An"))
    assert caught.value.code == "service.not_in_clash"
