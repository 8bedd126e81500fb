"""Whatever is written, confirmed, restarted and damaged: what the last yes said holds, and nothing looser.

It is quiet whenever that said so; a key that loosens is as strict as then, or as it was written since.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from broadcaster.core.errors import ServiceError
from broadcaster.station.acceptance.confirmation import NAME, Confirmed, RulesInForce, held_of
from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.regulation import ApprovalRule, QuietRule, Regulation
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.rules.quiet import rule_of, with_rule

ZONES = ("Asia/Ho_Chi_Minh", "Asia/Tokyo", "UTC")
hours = st.integers(0, 23).map(time)
quiet = st.none() | st.tuples(hours, hours)
written = st.builds(
    lambda zone, span, own, longest: Settings(
        name="x",
        timezone=ZoneInfo(zone),
        regulation=Regulation(quiet=span),
        approval=ApprovalRule(own=own),
        keying=Keying(longest=longest),
    ),
    st.sampled_from(ZONES),
    quiet,
    st.booleans(),
    st.sampled_from((600.0, 3600.0, 7200.0)),
)


def hours_of(held: QuietRule | Settings) -> set[int]:
    """The hours that are quiet throughout."""
    spans = held.spans if isinstance(held, QuietRule) else (held.still_quiet or rule_of(held)).spans
    found: set[int] = set()
    for first, until in spans:
        a, b = first.hour, until.hour
        found |= set(range(a, b)) if a < b else set(range(a, 24)) | set(range(b))
    return found


class Ward(RuleBasedStateMachine):
    """`least` is what was quiet when a person said yes last, and whatever was made quiet since.

    `own` and `longest` are the strictest that were written since then, or that the yes said.
    """

    @initialize(first=written)
    def begin(self, first: Settings) -> None:
        self.state = Path(tempfile.mkdtemp())
        self.archived: RulesInForce | None = None
        self.zone, self.least = first.timezone.key, hours_of(first)
        self.own, self.longest = first.approval.own, first.keying.longest
        self.process()
        self.accept(first)

    def process(self) -> None:
        """A process of its own: after a clean stop or a kill."""
        self.confirmed = Confirmed(self.state)
        self.confirmed.begin(lambda: self.archived)

    def accept(self, wanted: Settings) -> None:
        """What `opening.take` does, in its order."""
        self.written = wanted
        self.archived = self.confirmed.until_confirmed(wanted)
        self.airs = self.confirmed.follow(wanted)
        self.own = self.own and wanted.approval.own
        self.longest = min(self.longest, wanted.keying.longest)
        if rule_of(wanted).timezone == self.zone and self.least <= hours_of(wanted):
            self.least = hours_of(wanted)
        else:
            self.least |= hours_of(wanted)

    @rule(wanted=written)
    def edit(self, wanted: Settings) -> None:
        self.accept(wanted)

    @rule()
    def restart(self) -> None:
        self.process()
        self.accept(self.written)

    @rule(wanted=written)
    def kill_between_archive_and_file(self, wanted: Settings) -> None:
        self.archived = self.confirmed.until_confirmed(wanted)
        self.process()
        self.accept(wanted)

    @rule(junk=st.sampled_from([b"", b"{", b"[" * 9999, b'{"timezone": "X/Y"}', None]))
    def damage(self, junk: bytes | None) -> None:
        path = self.state / NAME
        path.unlink(missing_ok=True)
        if junk is not None:
            path.write_bytes(junk)
        self.restart()

    @rule()
    def stray_yes(self) -> None:
        with pytest.raises(ServiceError):
            self.confirmed.confirm("0" * 16)

    @precondition(lambda self: self.confirmed.waiting is not None)
    @rule()
    def say_yes(self) -> None:
        waiting = self.confirmed.waiting
        assert waiting is not None
        self.confirmed.confirm(waiting.id)
        self.archived = held_of(
            self.written
        )  # the next take would write it; a damaged file before is `damage`
        self.zone, self.least = self.written.timezone.key, hours_of(self.written)
        self.own, self.longest = self.written.approval.own, self.written.keying.longest

    @invariant()
    def quiet_is_kept(self) -> None:
        if not hasattr(self, "confirmed"):
            return
        held = self.confirmed.until_confirmed(self.written)
        airs = with_rule(self.written, held.rule)
        assert airs.timezone.key == self.zone
        assert hours_of(airs) == self.least
        keys = held.keys or {}
        assert json.loads(keys["approval.own"]) is self.own
        assert json.loads(keys["keying.longest"]) == self.longest
        station = Station(root=self.state, settings=self.written, messages={}, schedules={})
        over = self.confirmed.over(station).settings
        assert (over.approval.own, over.keying.longest) == (self.own, self.longest)
        strict = (self.written.approval.own, self.written.keying.longest) == (self.own, self.longest)
        assert (self.confirmed.waiting is None) == (held.rule == rule_of(self.written) and strict)

    def teardown(self) -> None:
        if hasattr(self, "state"):
            shutil.rmtree(self.state)


TestWard = Ward.TestCase
TestWard.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
