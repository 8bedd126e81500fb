"""`python -m broadcaster.notices.sender OUTBOX`: started by the station only."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from broadcaster.core import logs
from broadcaster.core.child_processes import end_with
from broadcaster.notices.sender.process import LAST, run

logs.set_up_child()
end_with(sys.stdin.fileno(), grace=2 * LAST)  # even if a library hangs
# Not `sys.exit`: a thread in a library that hangs would keep the process.
code = run(Path(sys.argv[1]))
logs.flush()
os._exit(code)
