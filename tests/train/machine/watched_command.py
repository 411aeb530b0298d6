"""`cnndsl` as torchrun starts it. Afterwards it writes the threads of the process group that are still there."""

import json
import os
import time
from pathlib import Path

from cnndsl.cli import main


def group_threads() -> list[str]:
    """The threads of gloo in this process, by name."""
    names = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    return [name for name in names if "gloo" in name]


def lasting_threads() -> list[str]:
    """Those that are there for more than the moment in which the system still lists a thread that was joined."""
    until = time.monotonic() + 5
    while (names := group_threads()) and time.monotonic() < until:
        time.sleep(0.01)
    return names


if __name__ == "__main__":
    try:
        main()
    finally:
        Path(f"threads-{os.environ['RANK']}.json").write_text(json.dumps(lasting_threads()))
