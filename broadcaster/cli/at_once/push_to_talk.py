"""A key of a terminal as a talk button. Pure: it gets the key presses and the time.

A terminal reports a key press, and repeats it while the key is held; it never reports the release. So a tap
opens or closes the microphone. A key that repeats is held: the microphone closes when the repeats stop.
"""

from __future__ import annotations

FIRST_REPEAT = 0.8  # seconds until a held key repeats: the slowest usual setting, and some more
REPEAT = 0.12  # seconds between repeats: slower is a person tapping
RELEASED = 0.25  # seconds without a repeat after which a held key counts as released


class PushToTalk:
    """Whether the microphone is to be open."""

    def __init__(self) -> None:
        self.open = False
        self._pressed: float | None = None  # the press that opened it, while it may still repeat
        self._last = float("-inf")
        self._held = False
        self._doubtful: float | None = None  # a second press: a repeat if a third follows at once

    def press(self, now: float) -> None:
        """A press was read at `now` (monotonic seconds)."""
        self.elapse(now)
        gap, self._last = now - self._last, now
        if self._held:
            return
        if not self.open:
            self.open, self._pressed = True, now
        elif gap <= REPEAT:
            self._held, self._doubtful = True, None
        elif self._pressed is not None and now - self._pressed <= FIRST_REPEAT and self._doubtful is None:
            self._doubtful = now
        else:
            self._shut()

    def elapse(self, now: float) -> None:
        """Time has passed without a key."""
        released = self._held and now - self._last > RELEASED
        tapped = self._doubtful is not None and now - self._doubtful > REPEAT
        if released or tapped:
            self._shut()

    def _shut(self) -> None:
        self.open, self._held = False, False
        self._pressed = self._doubtful = None
