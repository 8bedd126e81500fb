"""The render process shows during a job that it lives, and is silent when there is none."""

from __future__ import annotations

import os
import selectors

import pytest

from broadcaster.core.errors import StudioError
from broadcaster.studio.render import worker
from broadcaster.studio.render.pipe import Alive, Failed, receive


def test_job_has_signs_of_life_until_its_answer_and_none_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "BEAT", 0.002)
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as heard, os.fdopen(writing, "wb") as said:
        answers = worker.Answers(said)
        with selectors.DefaultSelector() as selector:
            selector.register(reading, selectors.EVENT_READ)
            assert selector.select(0.02) == [], "there is no job yet"
            answers.begin()
            assert [type(receive(heard)) for _ in range(3)] == [Alive] * 3
            answers.send(Failed(error=StudioError("studio.render_died", message="m")))
            while isinstance(answer := receive(heard), Alive):
                pass
            assert isinstance(answer, Failed)
            assert selector.select(0.02) == []
