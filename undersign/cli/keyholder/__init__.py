"""undersign keyholder: what a keyholder does, on their own computer. Its folder never leaves it."""

from __future__ import annotations

import typer

from undersign.cli.keyholder import files, meeting, person, running

app = typer.Typer(help="What a keyholder does, on their own computer.", no_args_is_help=True)
app.command()(meeting.init)
app.command()(meeting.meet)
app.command()(running.run)
app.command()(person.approve)
app.command()(person.withdrawal)
app.command()(person.status)
app.command()(running.clear_alarm)
app.command()(files.stock)
app.command()(files.cosign)
app.command("open")(files.open_)
