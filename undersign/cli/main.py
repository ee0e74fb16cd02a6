"""The `undersign` command."""

from __future__ import annotations

import typer

from undersign.cli import ceremony, host, keyholder, survey
from undersign.cli.frame import EXIT_CODES
from undersign.cli.inspect import inspect
from undersign.cli.letter import letter
from undersign.cli.open import open_
from undersign.cli.report import compare, report
from undersign.cli.serve import serve
from undersign.cli.verify import verify
from undersign.cli.watch import watch
from undersign.cli.yardstick import yardstick

HELP = "Sealed surveys that nobody can open early, forge or rewrite unnoticed, and the means to check them."
CODES = "Exit codes: " + " ".join(f"{code}: {what}" for code, what in EXIT_CODES.items())

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP, epilog=CODES)
app.add_typer(host.app, name="host")
app.add_typer(ceremony.app, name="ceremony")
app.add_typer(keyholder.app, name="keyholder")
app.add_typer(survey.app, name="survey")
app.command("open")(open_)
app.command()(serve)
app.command()(verify)
app.command()(watch)
app.command()(report)
app.command()(letter)
app.command()(compare)
app.command()(inspect)
app.command()(yardstick)

if __name__ == "__main__":
    app(prog_name="undersign")
