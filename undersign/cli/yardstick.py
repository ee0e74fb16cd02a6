"""`undersign yardstick`: holds one pay against public figures. It asks no network and keeps nothing."""

import json
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from undersign.cli.frame import BROKEN, WRONG_USE, complain, guarded
from undersign.reference.asked import asked
from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.living_wages import parse
from undersign.reference.standings import Standing, narrowest
from undersign.reference.wages import Figure
from undersign.reference.yardstick import Living, Worth, Yardstick, compare

WIDTH = 80
MEDIAN = 50


@guarded
def yardstick(  # noqa: PLR0913 - each parameter is one option of the command
    state: Annotated[str, typer.Option(help="Two letters such as NY, or the name of the state.")],
    hours: Annotated[str, typer.Option(help="Paid hours in a usual week.")],
    household: Annotated[int, typer.Option(help="How many people live on this pay, you too.")],
    hourly: Annotated[
        str | None, typer.Option(help="Pay for an hour in dollars, before tax, such as 17.50. This or --yearly.")
    ] = None,
    yearly: Annotated[str | None, typer.Option(help="Pay for a year in dollars, before tax, such as 36400.")] = None,
    unpaid: Annotated[str, typer.Option(help="Hours in a usual week that you work unpaid.")] = "0",
    metro: Annotated[str | None, typer.Option(help="Part of the name of a metro area there, such as Syracuse.")] = None,
    job: Annotated[
        str | None, typer.Option(help="Compare with this job too, by its code such as 21-1015. See docs/yardsticks.md.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Year of the poverty line. The newest, if not given.")] = None,
    living: Annotated[
        Path | None, typer.Option("--living-wages", help="A table of living wages, as a host enters one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare your pay with the poverty line, with wages in nearby jobs and with the federal minimum wage.

    All figures come with this program. Nothing is sent or kept.

    Ends with 0 if all went well, 2 if a value was wrong, 3 if a file of this program is missing or broken.
    """
    with _refusals():
        rows = parse(living.read_bytes(), living.name) if living is not None else ()
        by_hour, by_year = _dollars(hourly), _dollars(yearly)
        said = asked(state, by_hour, hours, household, metro, year, unpaid=unpaid, job=job, yearly=by_year)
        found = compare(said, rows)
    if as_json:
        typer.echo(json.dumps(as_document(found), indent=2))
    else:
        show(found, Console(highlight=False))


@contextmanager
def _refusals() -> Iterator[None]:
    """End with a plain message where nothing can be compared."""
    try:
        yield
    except (UnknownFigure, BrokenFile) as error:
        complain.print(f"Nothing was compared. {error}", markup=False)
        raise typer.Exit(WRONG_USE if isinstance(error, UnknownFigure) else BROKEN) from None


def _dollars(given: str | None) -> str | None:
    return given if given is None else given.strip().removeprefix("$")


def show(found: Yardstick, console: Console) -> None:
    """Print the comparison in plain words."""
    said = found.asked
    console.print("\n[bold]Your pay[/bold]")
    worked = f"{said.hours.normalize():f} hours a week, 52 weeks"
    _say(f"{said.hourly:,.2f} dollars an hour, {worked}: {found.yearly:,.2f} a year", console)
    _show_poverty(found, console)
    if found.standings:
        console.print("\n[bold]Wages in the nearest jobs[/bold], dollars an hour")
        for code in dict.fromkeys(standing.soc_code for standing in found.standings):
            _show_job([standing for standing in found.standings if standing.soc_code == code], console)
        _show_source(found.standings[0].source.line(), console)
    if found.worth:
        _show_worth(found, found.worth, console)
    console.print("\n[bold]Federal minimum wage[/bold]")
    _say(f"Your {said.hourly:,.2f} an hour is {_than(found.below_minimum)} {found.minimum.hourly:.2f}.", console)
    _show_source(found.minimum.source.line(), console)
    if found.living:
        console.print("\n[bold]Living wage[/bold], as entered by whoever made the table")
        for each in found.living:
            _show_living(each, console)
    console.print("\n[bold]Keep in mind[/bold]")
    for note in found.notes:
        _say(str(note), console)
    console.print()


def _than(below: bool) -> str:
    return "below" if below else "not below"


def _show_worth(found: Yardstick, worth: Worth, console: Console) -> None:
    console.print("\n[bold]After unpaid hours[/bold]")
    unpaid = f"{found.asked.unpaid.normalize():f}"
    _say(f"With {unpaid} unpaid hours a week, an hour brings {worth.hourly:,.2f}.", console)
    _say(f"That is {_than(worth.below_minimum)} the federal minimum of {found.minimum.hourly:.2f}.", console)
    _say(f"At your pay, the unpaid hours of a year would be {worth.unpaid_yearly:,.2f}.", console)
    for standing in narrowest(worth.standings):
        _say(f"{standing.occupation}, {standing.area}: {standing.sentence}", console)


def _show_living(living: Living, console: Console) -> None:
    wage = living.wage
    _say(f"{living.area}, {wage.who_en}: {wage.hourly:,.2f} an hour.", console)
    if living.gap > 0:
        _say(f"Your pay is {living.gap:,.2f} an hour less.", console)
    if living.worth_gap is not None and living.worth_gap > 0:
        _say(f"After unpaid hours, it is {living.worth_gap:,.2f} an hour less.", console)
    _show_source(f"{wage.source}, {wage.as_of.isoformat()}, {wage.address}", console)


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
        _say(f"{standing.area}: {standing.sentence}", console)
    for standing in standings:
        if standing.instead is not None:
            _say(str(standing.instead), console)


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
    share, said = found.poverty, found.asked
    return {
        "state": said.place.code,
        "metro": said.metro.name if said.metro else None,
        "job": said.job,
        "hourly": float(said.hourly),
        "hours": float(said.hours),
        "unpaid": float(said.unpaid),
        "household": said.household,
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
        "after_unpaid_hours": found.worth
        and {
            "hourly": float(found.worth.hourly),
            "unpaid_yearly": float(found.worth.unpaid_yearly),
            "below_minimum": found.worth.below_minimum,
            "wages": [_standing_document(standing) for standing in found.worth.standings],
        },
        "living_wages": [_living_document(each) for each in found.living],
        "notes": [str(note) for note in found.notes],
    }


def _living_document(living: Living) -> dict[str, object]:
    wage = living.wage
    return {
        "area": living.area,
        "household": wage.household,
        "who": wage.who_en,
        "hourly": float(wage.hourly),
        "short_by": float(living.gap),
        "short_by_after_unpaid_hours": None if living.worth_gap is None else float(living.worth_gap),
        "source": f"{wage.source}, {wage.as_of.isoformat()}",
        "address": wage.address,
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
        "says": str(standing.sentence),
        "instead": standing.instead and str(standing.instead),
        "source": standing.source.line(),
    }
