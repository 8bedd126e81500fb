"""What a row keeps of its message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broadcaster.journal.rows.model import AiringKind, MessageSummary
from broadcaster.journal.rows.names import FILE, KEYING_TEST, SPOKEN
from broadcaster.journal.writer.entries import asked_for
from broadcaster.playout.desk.request import Terms
from broadcaster.playout.desk.requester import Requester
from broadcaster.station.model.message import Message, Play, Say

AT = datetime(2026, 11, 27, tzinfo=UTC)
TERMS = Terms(kind=AiringKind.MANUAL, by=Requester(shown="lan"))
PARTS = (Say(text="Xin chào."), Play(recording="recordings/mong.ogg", language="hmn"))


def test_stored_message_is_kept_with_title_letter_and_languages() -> None:
    message = Message(id="tiem", title="Tiêm phòng", source="Công văn 1", parts=PARTS)
    kept = asked_for(message, TERMS, AT).about
    assert kept == MessageSummary(title="Tiêm phòng", source="Công văn 1", languages=("hmn",))


@pytest.mark.parametrize("name", [SPOKEN, FILE, KEYING_TEST])
def test_what_is_no_stored_message_has_nothing_to_keep(name: str) -> None:
    assert asked_for(Message(id=name, title="", parts=PARTS), TERMS, AT).about is None
