"""Write docs/commands.md from the commands themselves.

python -m undersign.cli.help > docs/commands.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from undersign.cli.frame import EXIT_CODES
from undersign.cli.main import HELP, app


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer brings its own click
    """Yield every command below one, with its full name."""
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for child in children:
        yield from commands(children[child], f"{name} {child}")


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def describe(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - typer brings its own click
    """Yield the lines of one command."""
    context = command.make_context(name, [], resilient_parsing=True)
    yield f"## `{name}`"
    yield ""
    for paragraph in (command.help or "").split("\n\n"):
        yield _plain(paragraph)
        yield ""
    yield f"    {name} {' '.join(command.collect_usage_pieces(context))}"
    yield ""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield f"- `{', '.join((*parameter.opts, *parameter.secondary_opts))}`: {_plain(parameter.help)}"
        else:
            yield f"- `{parameter.name}`: {_plain(getattr(parameter, 'help', ''))}"
    yield ""


def document() -> str:
    """Return the whole page."""
    lines = ["# The commands", "", "Made from the program itself by `python -m undersign.cli.help`.", "", HELP, ""]
    lines += ["| exit code | meaning |", "| --- | --- |"]
    lines += [f"| {code} | {what} |" for code, what in EXIT_CODES.items()]
    lines.append("")
    for name, command in commands(typer.main.get_command(app), "undersign"):
        lines += describe(name, command)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
