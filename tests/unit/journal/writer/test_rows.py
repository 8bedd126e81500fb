"""Rows of the journal for messages that are heard in pieces."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.writer.entries import Rows
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.timetable.rules.guard import Refusal

NOW = datetime(2026, 11, 25, tzinfo=UTC)
WHY = Refusal(code="playout.source_silent")


def piece(name: str, **changes: object) -> Item:
    made = Item(
        id=name, message="tin", title="", path="", rate=1, start_frame=0, end_frame=9, part_of="tin-1"
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of several types


RELAY = piece("relay", live=True)
INSTEAD = piece("instead", stands_in_for="relay")
ITEMS = (piece("tin-1#0"), RELAY, INSTEAD, piece("tin-1#2"))
REQUEST = Request(id="tin-1#0", terms=Terms(kind=AiringKind.SCHEDULED), planned=NOW, items=ITEMS)


def closed(index: int, outcome: Outcome = Outcome.AIRED, *, replaced: bool = False) -> Closed:
    return Closed(
        request=REQUEST,
        item=ITEMS[index],
        outcome=outcome,
        at=NOW,
        reason=None if outcome is Outcome.AIRED else WHY,
        stand_in=INSTEAD if replaced else None,
    )


def rows() -> Rows:
    made = Rows()
    made.expect(ITEMS)
    return made


def ends(told: tuple[Closed, ...]) -> list[tuple[str, Outcome]]:
    return [(end.item.id, end.outcome) for end in told]


def test_whole_message_begins_with_its_first_piece_and_ends_with_its_last() -> None:
    book = rows()
    assert book.started("tin-1#0") == ("tin-1",)
    assert ends(book.closed(closed(0))) == []
    assert book.started("relay") == ("relay",)
    assert ends(book.closed(closed(1))) == [("relay", Outcome.AIRED)]
    assert book.started("tin-1#2") == ()
    assert ends(book.closed(closed(3))) == [("tin-1", Outcome.AIRED)]


def test_stand_in_that_aired_makes_the_message_whole() -> None:
    book = rows()
    book.started("tin-1#0")
    book.closed(closed(0))
    assert ends(book.closed(closed(1, Outcome.REFUSED, replaced=True))) == [("relay", Outcome.REFUSED)]
    assert book.started("instead") == ("instead",)
    assert ends(book.closed(closed(2))) == [("instead", Outcome.AIRED)]
    assert ends(book.closed(closed(3))) == [("tin-1", Outcome.AIRED)]


def test_stopped_message_is_cut_with_the_reason() -> None:
    book = rows()
    book.started("tin-1#0")
    told = [*book.closed(closed(0, Outcome.CUT)), *book.closed(closed(1, Outcome.REFUSED))]
    told += book.closed(closed(3, Outcome.REFUSED))
    assert [(end.item.id, end.outcome, end.reason) for end in told] == [
        ("relay", Outcome.REFUSED, WHY),
        ("tin-1", Outcome.CUT, WHY),
    ]


def test_plain_item_is_its_own_row() -> None:
    alone = replace(REQUEST, items=(piece("a", part_of=""),))
    told = Closed(request=alone, item=alone.items[0], outcome=Outcome.AIRED, at=NOW)
    assert rows().started("a") == ("a",)
    assert rows().closed(told) == (told,)


def test_piece_of_a_message_that_is_over_is_a_row_of_its_own_if_it_is_heard_all_the_same() -> None:
    book = rows()
    book.started("tin-1#0")
    assert ends(book.closed(closed(0))) == []
    book.closed(closed(1))
    assert ends(book.closed(closed(3))) == [("tin-1", Outcome.AIRED)]
    assert book.started("instead") == ("instead",)
    assert ends(book.closed(closed(2))) == [("instead", Outcome.AIRED)]
