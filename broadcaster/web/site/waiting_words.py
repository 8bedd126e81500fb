"""What a leader is asked to say yes to, in the words that would be spoken."""

from __future__ import annotations

import json
from dataclasses import replace

from broadcaster.core.text.catalogue import say
from broadcaster.playout.operator.alert_request import template_of
from broadcaster.station.forms.alert_template import AlertTemplate, changed_texts
from broadcaster.web.site.shell import Shell


def waiting_words(shell: Shell) -> tuple[str, ...]:
    """A line for each text of the ward's template of alerts that waits for a leader's yes."""
    change = shell.station.loaded.files.waiting
    for one in () if change is None else change.keys:
        if one.path == "alert_words":
            return tuple(
                _line(*texts) for texts in changed_texts(_told(shell, one.old), _told(shell, one.new))
            )
    return ()


def _told(shell: Shell, digest: str | None) -> AlertTemplate:
    station = shell.station.station
    settings = replace(station.settings, alert_words="" if digest is None else json.loads(digest))
    return template_of(replace(station, settings=settings))


def _line(old: str, new: str) -> str:
    how = "changed" if old and new else "added" if new else "gone"
    return say(f"console.alert_words.{how}", old=old, new=new)
