"""`python -m broadcaster.alerts.gate`: started by the station only, with its line as standard input."""

from __future__ import annotations

import os
import socket
import sys

from broadcaster.alerts.gate.process import run
from broadcaster.core import logs
from broadcaster.core.child_processes import end_with

logs.set_up_child()
end_with(sys.stdin.fileno(), grace=0.3)
run(socket.socket(fileno=os.dup(sys.stdin.fileno())))
os._exit(0)  # a thread may wait for a program that it started
