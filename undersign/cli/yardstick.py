"""`undersign yardstick`: holds one pay against public figures. It asks no network and keeps nothing."""

import json
import textwrap
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from undersign.cli.frame import BROKEN, WRONG_USE, complain, guarded
from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.wages import Figure
from undersign.reference.yardstick import Standing, Yardstick
from undersign.reference.yardstick import yardstick as compare

WIDTH = 80
MEDIAN = 50


@guarded
def yardstick(  # noqa: PLR0913 - each parameter is one option of the command
    state: Annotated[str, typer.Option(help="Two letters such as NY, or the name of the state.")],
    hourly: Annotated[str, typer.Option(help="Pay for an hour in dollars, before tax, such as 17.50.")],
    hours: Annotated[str, typer.Option(help="Paid hours in a usual week.")],
    household: Annotated[int, typer.Option(help="How many people live on this pay, you too.")],
    metro: Annotated[str | None, typer.Option(help="Part of the name of a metro area there, such as Syracuse.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the poverty line. The newest, if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare your pay with the poverty line, with wages in nearby jobs and with the federal minimum wage.

    All figures come with this program. Nothing is sent or kept.

    Ends with 0 if all went well, 2 if a value was wrong, 3 if a file of this program is missing or broken.
    """
    try:
        found = compare(state, hourly.strip().removeprefix("$"), hours, household, metro, year)
    except UnknownFigure as error:
        complain.print(f"Nothing was compared. {error}", markup=False)
        raise typer.Exit(WRONG_USE) from None
    except BrokenFile as error:
        complain.print(f"Nothing was compared. {error}", markup=False)
        raise typer.Exit(BROKEN) from None
    if as_json:
        typer.echo(json.dumps(as_document(found), indent=2))
    else:
        show(found, Console(highlight=False))


def show(found: Yardstick, console: Console) -> None:
    """Print the comparison in plain words."""
    console.print("\n[bold]Your pay[/bold]")
    worked = f"{found.hours.normalize():f} hours a week, 52 weeks"
    _say(f"{found.hourly:,.2f} dollars an hour, {worked}: {found.yearly:,.2f} a year", console)
    _show_poverty(found, console)
    if found.standings:
        console.print("\n[bold]Wages in the nearest jobs[/bold], dollars an hour")
        for code in dict.fromkeys(standing.soc_code for standing in found.standings):
            _show_job([standing for standing in found.standings if standing.soc_code == code], console)
        _show_source(found.standings[0].source.line(), console)
    console.print("\n[bold]Federal minimum wage[/bold]")
    than = "below" if found.below_minimum else "not below"
    _say(f"Your {found.hourly:,.2f} an hour is {than} {found.minimum.hourly:.2f}.", console)
    _show_source(found.minimum.source.line(), console)
    console.print("\n[bold]Keep in mind[/bold]")
    for note in found.notes:
        _say(note, console)
    console.print()


def _show_poverty(found: Yardstick, console: Console) -> None:
    console.print("\n[bold]Poverty line[/bold]")
    if found.poverty is None:
        _say("None is set for this place.", console)
        return
    line = found.poverty.guideline
    people = "1 person" if line.household == 1 else f"{line.household} people"
    _say(f"Your pay is {found.poverty.percent} % of the line: {line.dollars:,} a year for {people}.", console)
    _say(f"It holds for: {line.area}.", console)
    _show_source(line.source.line(), console)


def _show_job(standings: list[Standing], console: Console) -> None:
    """Print one job's percentiles, a row for each area, and under it where the pay stands."""
    once = {standing.area: standing for standing in standings}.values()
    console.print(f"\n  {standings[0].occupation} ({standings[0].soc_code})")
    table = Table(box=None, padding=(0, 1), show_edge=False)
    table.add_column("", min_width=24, max_width=32)
    for percent in standings[0].percentiles:
        table.add_column("median" if percent == MEDIAN else f"{percent}th", justify="right")
    for standing in once:
        table.add_row(f"  {standing.area}", *(_money(figure) for figure in standing.percentiles.values()))
    console.print(table)
    for standing in once:
        _say(f"{standing.area}: {standing.sentence}.", console)
    for standing in standings:
        if standing.instead is not None:
            _say(standing.instead, console)


def _money(figure: Figure) -> str:
    if figure.dollars is not None:
        return f"{figure.dollars:.2f}"
    return "115.00+" if figure.mark == "top-coded" else "none"


def _show_source(line: str, console: Console) -> None:
    _say(f"Source: {line}.", console, style="dim")


def _say(text: str, console: Console, style: str = "") -> None:
    """Print one sentence or more, set in by two and broken at 80 columns or less."""
    width = min(console.width, WIDTH)
    set_in = textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    console.print(set_in, style=style, markup=False)


def as_document(found: Yardstick) -> dict[str, object]:
    """Give the comparison as a JSON document; amounts are dollars, missing figures null."""
    share = found.poverty
    return {
        "state": found.place.code,
        "metro": found.metro.name if found.metro else None,
        "hourly": float(found.hourly),
        "hours": float(found.hours),
        "household": found.household,
        "yearly": float(found.yearly),
        "poverty": share
        and {
            "guideline": share.guideline.dollars,
            "percent": float(share.percent),
            "area": share.guideline.area,
            "year": share.guideline.year,
            "source": share.guideline.source.line(),
        },
        "wages": [_standing_document(standing) for standing in found.standings],
        "federal_minimum": {
            "hourly": float(found.minimum.hourly),
            "since": found.minimum.since.isoformat(),
            "known_until": found.minimum.known_until.isoformat(),
            "below": found.below_minimum,
            "source": found.minimum.source.line(),
        },
        "notes": list(found.notes),
    }


def _standing_document(standing: Standing) -> dict[str, object]:
    return {
        "soc_code": standing.soc_code,
        "occupation": standing.occupation,
        "area": standing.area,
        "percentiles": {
            str(percent): None if figure.dollars is None else float(figure.dollars)
            for percent, figure in standing.percentiles.items()
        },
        "above": standing.above,
        "below": standing.below,
        "says": standing.sentence,
        "instead": standing.instead,
        "source": standing.source.line(),
    }
