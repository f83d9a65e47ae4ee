"""A person at a terminal sees that something is being worked on; a pipe sees nothing of it."""

import os
import subprocess
import sys

SCRIPT = """
import time
from surveillance.cli.working import working
with working("planning"):
    time.sleep(0.3)
"""


def test_a_terminal_shows_what_is_going_on():
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as screen:
        kind = {**os.environ, "TERM": "xterm"}
        subprocess.run([sys.executable, "-c", SCRIPT], stderr=theirs, env=kind, check=True)
        os.close(theirs)
        assert b"planning" in screen.read(4096)


def test_a_pipe_gets_nothing():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
