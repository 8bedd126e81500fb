"""Messages between a source process and a live take: packets over a Unix socket.

The take connects and sends the instant at which it begins; the source answers with samples at the
pace of real sound, from that instant on, and at last with why it ended. A connection that breaks
without that message means that the source process has ended.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass

SOUND = b"S"  # followed by mono 16-bit samples at the station's rate
END = b"E"  # followed by a catalogue code, or nothing where all is well
LONGEST = 1 << 16  # bytes of a packet
AHEAD = 0.06  # seconds: sent so much earlier than it is pulled; see `jitter.TARGET`
GREETING = 0.5  # seconds that either side waits for the other's message


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The take's only message."""

    utc_ns: int  # when the source is to begin to send
    resumed: bool  # it was on the air before: no opening

    def encode(self) -> bytes:
        """As one packet."""
        return json.dumps({"utc_ns": self.utc_ns, "resumed": self.resumed}).encode()

    @staticmethod
    def decode(packet: bytes) -> Hello:
        """From one packet. Raises ValueError: it is none."""
        facts = json.loads(packet)
        try:
            return Hello(utc_ns=int(facts["utc_ns"]), resumed=bool(facts["resumed"]))
        except (KeyError, TypeError) as error:
            raise ValueError("not a greeting") from error


def listening(path: str) -> socket.socket:
    """A socket at `path` (at most 107 bytes) on which takes may connect.

    Raises:
        OSError: it cannot be made.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        listener.bind(path)
        listener.listen(2)
    except OSError:
        listener.close()
        raise
    return listener


def connected(path: str) -> socket.socket:
    """A connection to the source at `path`. Raises OSError: no source is there."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line
