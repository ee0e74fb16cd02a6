"""The device code of the pages that are useful alone, run by Node."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

NODE = str(Path(sys.executable).parent / "node")
PROGRAM = str(Path(__file__).parents[2] / "client" / "where_program.js")


def ask(what: str, given: object) -> Any:  # noqa: ANN401 - what the phone answers
    """Let a phone count, or make a file."""
    done = subprocess.run(  # noqa: S603 - our own program
        [NODE, PROGRAM], input=json.dumps({what: given}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[what]
