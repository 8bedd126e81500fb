"""Entry of the source process: `python -m broadcaster.playout.source CONTROL LISTENER SETTINGS`.

CONTROL is an inherited socket of JSON lines, LISTENER one on which the air's takes connect, SETTINGS a
JSON object for `SourceChoice`. Station to source: `talk`, `limit`, `end`. Source to station: `ready`,
`progress`, `over`. It ends when all is heard, by `end`, or when the station is gone.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import numpy as np

from broadcaster.core import child_processes, logs
from broadcaster.core.precedence import SOURCE_RANK, run_in_real_time
from broadcaster.playout.air import feed
from broadcaster.playout.air.wire import encode, lines
from broadcaster.playout.source.choice import Progress, SourceChoice, SourceOrigin
from broadcaster.playout.source.inputs import Input, open_source
from broadcaster.playout.source.jingles import closing, opening
from broadcaster.playout.source.mastering import LiveMaster, block_frames
from broadcaster.playout.source.sequence import LiveSequence, Samples, SequenceStage, SilenceWatch

REPORT_EVERY = 0.1  # seconds between two reports
RAMP = 0.01  # seconds: the microphone opens and shuts
TURN = 3.0  # seconds of its patience, what is left to one that was away all the time until its turn
NO_CHUNK = 5.0  # seconds on the air without any sound of a client: it will not come
LAST_WORDS = 1.0  # seconds that what is held of a voice may take to its end
LATE = 0.2  # seconds behind: a computer that slept does not hurry after
NICE = -10  # where the account may: a late voice stutters
_FULL = 32768.0

log = logging.getLogger("broadcaster.source")


class SourceProcess:
    """Input, mastering, sequence and the connection to the air, on one thread; a second one obeys."""

    def __init__(self, control: socket.socket, listener: socket.socket, choice: SourceChoice) -> None:
        self._control = control
        self._listener = listener
        self._choice = choice
        self._block = block_frames(choice.rate)
        self._seconds = self._block / choice.rate
        self._input: Input = open_source(choice, self._block)
        self._master = LiveMaster(choice.rate, choice.high_pass, choice.loudness, choice.true_peak)
        self._sequence = LiveSequence(choice.rate, choice.longest, opening(choice), closing(choice))
        self._silence = SilenceWatch(choice.quiet)
        self._talking = choice.open_microphone
        self._talks: deque[tuple[float, bool]] = deque()  # from when on the microphone is open, or shut
        self._open = 1.0 if choice.open_microphone else 0.0
        self._asked_to_end: str | None = None
        self._ending_since: float | None = None
        self._line: socket.socket | None = None
        self._begin_ns: int | None = None
        self._resumed = False
        self._rest = np.zeros(0, np.float32)
        self._peak = 0
        self._late = 0
        self._breaks = 0
        self._breaks_before = 0  # of the voice, heard or not
        self._ready = False
        self._born = time.monotonic()
        self._reported = 0.0
        self._came = self._born  # the last sample of its address

    def run(self) -> int:
        """Work until the sequence is over; the exit code."""
        self._listener.setblocking(False)
        if self._input.voice is None:
            self._input.start()
        threading.Thread(target=self._obey, daemon=True).start()
        # The air holds a twentieth of a second. A stream is held for longer: its decoder may wait for others.
        run_in_real_time(SOURCE_RANK)
        if self._input.voice is not None:
            self._input.start()
        due = time.monotonic()
        while self._sequence.stage is not SequenceStage.OVER:
            due = max(due + self._seconds, time.monotonic() - LATE)
            time.sleep(max(0.0, due - time.monotonic()))
            self._step(time.monotonic())
        self._report()
        self._finish()
        self._input.close()
        self._send("over", why=self._sequence.why)
        return 0

    def _step(self, now: float) -> None:
        """One block: read, judge, master, send."""
        self._accept()
        data = self._input.read(self._block)
        while self._talks and self._talks[0][0] <= now:
            self._talking = self._talks.popleft()[1]
        self._count_breaks()
        self._judge(data, now)
        block = np.zeros(self._block, np.float32)
        if data is not None:
            block = np.frombuffer(data, "<i2").astype(np.float32) / np.float32(_FULL)
            self._peak = max(self._peak, round(float(np.abs(block).max()) * _FULL))
        self._sequence.elapse(now)
        if self._begin_ns is not None and time.time_ns() >= self._begin_ns:
            self._sequence.begin(resumed=self._resumed)
            self._begin_ns = None
        mastered = self._master(self._gated(block))
        self._pass_on(mastered)
        if now - self._reported >= REPORT_EVERY:
            self._reported = now
            self._report()

    def _judge(self, data: bytes | None, now: float) -> None:
        """End it if its sound is missing or silent for too long."""
        if data is not None and not self._ready:
            self._ready = True
            self._send("ready")
        if self._asked_to_end is not None:
            if self._asked_to_end or self._last_words_over(now):
                self._sequence.end(self._asked_to_end)
        elif self._input.fault:
            self._sequence.end(self._input.fault)
        elif self._choice.patient and self._sequence.stage is SequenceStage.WAITING:
            # It may take until its turn and a little longer: listeners must not wait for long.
            self._born = max(self._born, now - self._choice.patience + TURN)
        elif not self._ready:
            self._wait_for_sound(now)
        else:
            self._late += data is None and self._sequence.stage is SequenceStage.SOUND
            power = 0.0
            if data is not None and self._talking:
                samples = np.frombuffer(data, "<i2").astype(np.float64)
                power = float(np.mean(samples**2)) / _FULL**2
            if data is not None or self._sequence.stage is not SequenceStage.SOUND:
                self._came = now
            elif self._choice.origin is SourceOrigin.STREAM and now - self._came > self._choice.patience:
                self._sequence.end("playout.source_no_answer")
                return
            voice = not self._choice.open_microphone
            # Nobody need speak before the voice is on the air.
            if voice and self._sequence.stage is not SequenceStage.SOUND:
                return
            if self._silence.hear(power, self._seconds):
                self._sequence.end("playout.voice_silent" if voice else "playout.source_silent")

    def _count_breaks(self) -> None:
        """Breaks that listeners heard: not those before the voice was on the air, or while it was shut."""
        voice = self._input.voice
        if voice is None:
            return
        if self._talking and self._sequence.stage is SequenceStage.SOUND:
            self._breaks += voice.breaks - self._breaks_before
        self._breaks_before = voice.breaks

    def _last_words_over(self, now: float) -> bool:
        """Whether all of a voice that ends was heard: what was said last is still held."""
        voice = self._input.voice
        if voice is None or self._sequence.stage is not SequenceStage.SOUND:
            return True
        voice.ending = True
        self._ending_since = self._ending_since or now
        return voice.drained or now - self._ending_since > LAST_WORDS

    def _wait_for_sound(self, now: float) -> None:
        """Nothing has come yet."""
        if self._choice.origin is not SourceOrigin.CHUNKS:
            if now - self._born > self._choice.patience:
                self._sequence.end("playout.source_no_answer")
        elif self._sequence.stage is not SequenceStage.SOUND:
            # A client's first chunk may come when somebody has found the button.
            self._born = now
        elif now - self._born > NO_CHUNK:
            self._sequence.end("playout.voice_silent")

    def _gated(self, block: Samples) -> Samples:
        """The block as far as the microphone is open."""
        wanted = 1.0 if self._talking else 0.0
        if wanted == self._open:
            return block if self._open else np.zeros_like(block)
        frames = round(RAMP * self._choice.rate)
        ramp = np.linspace(self._open, wanted, min(frames, len(block)), dtype=np.float32)
        self._open = wanted
        return block * np.pad(ramp, (0, len(block) - len(ramp)), constant_values=wanted)

    def _accept(self) -> None:
        """Let a take of the air connect; the newest one counts."""
        try:
            line, _ = self._listener.accept()
        except BlockingIOError:
            return
        try:
            line.settimeout(feed.GREETING)
            hello = feed.Hello.decode(line.recv(feed.LONGEST))
        except (OSError, ValueError):
            log.exception("an unknown peer connected")
            line.close()
            return
        line.setblocking(False)
        if self._line is not None:
            self._line.close()
        self._line, self._begin_ns, self._resumed = line, hello.utc_ns, hello.resumed

    def _pass_on(self, mastered: Samples) -> None:
        """Send what is due; without a take the sequence goes on unheard."""
        if self._line is None or self._begin_ns is not None or self._sequence.stage is SequenceStage.WAITING:
            return
        # The limiter holds some samples back at first: blocks are whole from then on.
        self._rest = np.concatenate((self._rest, mastered))
        if len(self._rest) < self._block:
            return
        block, self._rest = self._rest[: self._block], self._rest[self._block :]
        sent = self._sequence.pass_on(block)
        samples = np.rint(np.clip(sent * np.float32(32767), -32768, 32767)).astype("<i2")
        try:
            self._line.send(feed.SOUND + samples.tobytes())
        except BlockingIOError:
            self._late += 1
        except OSError:
            self._line.close()
            self._line = None
            self._sequence.leave()

    def _finish(self) -> None:
        """Send the reason of the end to the take, and to one that still connects."""
        self._accept()
        if self._line is None:
            return
        try:
            self._line.setblocking(True)
            self._line.settimeout(feed.GREETING)
            self._line.send(feed.END + self._sequence.why.encode())
        except OSError:
            log.debug("no take is there for the end")
        self._line.close()

    def _obey(self) -> None:
        with self._control.makefile("rb") as stream:
            for message in lines(stream):
                if message["do"] == "talk":
                    # What is held was said before the key was pressed, or let go.
                    voice = self._input.voice
                    held = voice.held if voice is not None else 0.0
                    self._talks.append((time.monotonic() + held, bool(message["on"])))
                elif message["do"] == "limit":
                    self._sequence.limit(float(message["seconds"]))
                elif message["do"] == "end":
                    self._asked_to_end = str(message["why"])
        # The station is gone. The air fades by itself; what we send is heard no more.
        os._exit(0)

    def _report(self) -> None:
        peak, self._peak = self._peak, 0
        voice = self._input.voice
        progress = Progress(
            peak=peak,
            breaks=self._breaks,
            weak=voice is not None and voice.weak,
            heard=round(self._sequence.heard, 2),
            reconnects=self._input.reconnects,
            late=self._late,
            silent=round(self._silence.lasting, 1),
        )
        self._send("progress", stage=str(self._sequence.stage), **asdict(progress))

    def _send(self, do: str, **facts: Any) -> None:  # noqa: ANN401 - JSON values
        try:
            self._control.sendall(encode(do, **facts))
        except OSError:
            log.debug("the station is gone, %s not sent", do)


def main() -> int:
    """Take over the inherited descriptors and run."""
    logs.silence_libraries()
    logs.set_up_child()
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    # Only the station decides when a source ends; Ctrl-C reaches the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    child_processes.end_with(int(sys.argv[1]))  # to open an input can hang
    asked = int(sys.argv[3])
    settings: dict[str, Any] = json.loads(os.pread(asked, os.fstat(asked).st_size, 0))
    os.close(asked)
    choice = SourceChoice(
        **{
            **settings,
            "hosts": tuple(settings["hosts"]),
            "siren": tuple(tuple(stroke) for stroke in settings["siren"]),
            "origin": SourceOrigin(settings["origin"]),
        }
    )
    control = socket.socket(fileno=int(sys.argv[1]))
    listener = socket.socket(fileno=int(sys.argv[2]))
    return SourceProcess(control, listener, choice).run()


if __name__ == "__main__":
    code = main()
    # A hung sound server can hang PortAudio's clean-up for good: leave without it.
    logs.flush()
    os._exit(code)
