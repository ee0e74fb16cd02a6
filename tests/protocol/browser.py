"""The browser's part of the protocol, run by Node: the same operations as those of the vectors."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]


def _node() -> str:
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found, "Node is missing: run bin/setup dev"
    return found


def operate(asked: Sequence[tuple[str, dict[str, Any]]]) -> list[tuple[str, Any]]:
    """Run operations (format, input) in one Node process; return outcome and output of each, as `outcome` does."""
    given = json.dumps([{"format": name, "input": values} for name, values in asked])
    command = [_node(), str(ROOT / "tests" / "client" / "operate.js")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)  # noqa: S603 - fixed
    assert done.returncode == 0, done.stderr
    return [(answer["outcome"], answer["output"]) for answer in json.loads(done.stdout)]
