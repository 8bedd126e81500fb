"""What `approvals confirm` says where nobody says yes: what airs meanwhile, and what does not."""

from __future__ import annotations

import pytest

from broadcaster.cli.approval.approvals import not_confirmed
from broadcaster.people.approval.summary import RereadMessage

KEPT = RereadMessage(message="a", title="A", was=("lời.",), now=("lời mới.",), words="0" * 64, doubtful=False)
LOST = RereadMessage(message="b", title="B", was=(), now=("lời mới.",), words="1" * 64, doubtful=False)
AIRS, SILENT = "vẫn phát đúng lời đã duyệt", "đang không phát"


@pytest.mark.parametrize(
    ("reread", "said", "unsaid"),
    [
        ((KEPT, KEPT), ["2 bản tin vẫn phát"], [SILENT]),
        ((LOST,), ["1 bản tin đang không phát"], [AIRS]),
        ((KEPT, LOST), ["1 bản tin vẫn phát", "1 bản tin đang không phát"], []),
    ],
)
def test_nothing_confirmed_is_told_as_it_is(
    reread: tuple[RereadMessage, ...], said: list[str], unsaid: list[str]
) -> None:
    told = "\n".join(not_confirmed(reread))
    assert all(each in told for each in said)
    assert not any(each in told for each in unsaid)
