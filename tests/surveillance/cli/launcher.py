"""Runs command lines in processes of their own without paying for the imports each time.

`python launcher.py MODULE...` imports the modules once, then forks for every line of JSON on its
standard input: {"module", "arguments", "environment", "out", "err"}; answers with the exit code.
The fork runs the module as `python -m` does, with its own standard streams.
"""

import gc
import importlib
import json
import os
import runpy
import sys
import traceback
from typing import Any


def run(job: dict[str, Any]) -> int:
    """In the fork: become the command; its exit code."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, (name, how) in enumerate(
        [(os.devnull, os.O_RDONLY), (job["out"], flags), (job["err"], flags)]
    ):
        os.dup2(os.open(name, how, 0o600), number)
    os.environ.update(job["environment"])
    sys.argv = [job["module"], *job["arguments"]]
    code: object = 0
    try:
        runpy.run_module(job["module"], run_name="__main__", alter_sys=True)
    except SystemExit as exc:
        code = exc.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else 1


def main() -> None:
    """Serve until standard input ends."""
    for name in sys.argv[1:]:
        importlib.import_module(name)
    gc.freeze()  # else every fork copies every page at its first collection
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run(json.loads(line)))  # a fork must not tidy up all those modules
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


if __name__ == "__main__":
    main()
