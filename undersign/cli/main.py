"""The `undersign` command."""

from __future__ import annotations

import typer

from undersign.cli import ceremony, host, survey
from undersign.cli.open import open_
from undersign.cli.verify import verify
from undersign.cli.yardstick import yardstick

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sign, survey and vote together: sealed until enough have, opened together, checked by anyone.",
)
app.add_typer(host.app, name="host")
app.add_typer(ceremony.app, name="ceremony")
app.add_typer(survey.app, name="survey")
app.command("open")(open_)
app.command()(verify)
app.command()(yardstick)

if __name__ == "__main__":
    app(prog_name="undersign")
