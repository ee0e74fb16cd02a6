"""undersign survey: make one from a small file, and seal the rows of a CSV file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.frame import guarded, say
from undersign.host import folder
from undersign.host.files import HostProblem
from undersign.host.folder import HostFolder
from undersign.host.opening import find_box
from undersign.host.plans import Plan, read_plan
from undersign.protocol.closing import check_time
from undersign.protocol.tags import Tag
from undersign.reference.places import place
from undersign.rehearsal import survey as rehearsed
from undersign.rehearsal import team
from undersign.rehearsal.rows import RefusedRow, Row, read_rows
from undersign.verifier.examination import BoxExamination, examine_box, examine_record
from undersign.verifier.folder import Folder

app = typer.Typer(help="Surveys: fix the rules, seal answers.", no_args_is_help=True)

HostPath = Annotated[Path, typer.Argument(help="The host's folder.")]
PlanPath = Annotated[Path, typer.Argument(help="The survey file (TOML).")]
AnswersPath = Annotated[Path, typer.Argument(help="A CSV file with one row for each member.")]
Box = Annotated[str, typer.Option(help="The first digits of the box's id; the newest box if left out.")]
Limit = Annotated[int, typer.Option(min=0, help="Read only so many rows of the file; 0 reads all.")]


def load_rows(answers: Path, plan: Plan, limit: int = 0) -> tuple[list[Row], list[RefusedRow]]:
    """Return the rows that can be sealed and those that cannot."""
    rows: list[Row] = []
    refused: list[RefusedRow] = []
    for number, each in enumerate(read_rows(answers, plan), start=1):
        if isinstance(each, Row):
            rows.append(each)
        else:
            refused.append(each)
        if number == limit:
            break
    if not rows:
        reason = f"The first reason: {refused[0].reason}." if refused else "It has only a heading."
        raise HostProblem(f"No row of {answers} can be sealed. Nothing was made. {reason}")
    return rows, refused


def say_rows(rows: list[Row], refused: list[RefusedRow], plan: Plan) -> None:
    """Print how many rows there are, how many cannot be sealed and why, how many could not be placed."""
    say.print(f"{len(rows) + len(refused)} rows: {len(rows)} can be sealed, {len(refused)} cannot.")
    for reason, count in Counter(each.reason for each in refused).most_common():
        say.print(f"  {count:6}  {reason}", markup=False)
    if plan.columns and plan.columns.place:
        unplaced = sum(not row.state for row in rows)
        say.print(f'{unplaced} places could not be read as a state; they go under "{plan.rest_name}".', markup=False)


def namer(plan: Plan) -> Callable[[Tag], str]:
    """Return what names a tag on pages."""

    def name(tag: Tag) -> str:
        if tag.level == "all":
            return plan.rest_name
        return place(tag.of).name if tag.level == "state" else tag.of

    return name


@app.command()
@guarded
def new(  # noqa: PLR0913 - the options of the command
    host: HostPath,
    plan: PlanPath,
    people: Annotated[Path, typer.Option(help="REHEARSAL: make one member for each row of this CSV file.")],
    limit: Limit = 0,
    workers: frame.Workers = frame.CPUS,
    cluster: frame.Cluster = "",
) -> None:
    """Fix the rules of a survey. In a rehearsal, one made-up member is listed for each row of a file."""
    planned = read_plan(plan)
    with folder.opened(host) as opened:
        if not opened.rehearsal:
            raise HostProblem("Only a rehearsal can make members from a file. Nothing was changed.")
        rows, refused = load_rows(people, planned, limit)
        say_rows(rows, refused, planned)
        with frame.workers(workers, cluster) as executor, frame.progress() as start:
            definition = rehearsed.new_survey(opened, planned, rows, namer(planned), executor, start)
    tags = definition.fields["tags"]
    say.print(f"Fixed box {definition.box_id.hex()[:16]}: {len(rows)} members made, {len(tags)} tags, k = {planned.k}.")


def examined(host: HostFolder, box: bytes, executor: Executor | None) -> BoxExamination:
    """Let the keyholders' checks run over a box of this host."""
    with frame.stages() as move:
        record = examine_record(Folder(host.path), move)
        name = host.notes["boxes"][box.hex()]["book"]
        for files in record.of("box"):
            if files.name == name:
                return examine_box(record, files, executor, move)
    wrong = [each.sentence() for each in record.problems.all()]
    raise HostProblem(f"The book {name} cannot be read. Nothing was changed. {' '.join(wrong[:1])}")


def check_same(plan: Plan, box: BoxExamination) -> None:
    """Check that a survey file asks what the box asks: else rows would be sealed as other answers than they say."""
    texts = box.files.texts()
    asked = box.definition.fields["questions"] if box.definition else []
    fixed = [
        (
            each["id"],
            texts.get(each["text"]),
            [texts.get(option) for option in each["options"]],
            each["least"],
            each["most"],
        )
        for each in asked
    ]
    given = [(each.id, each.text, list(each.options), each.least, each.most) for each in plan.questions]
    if given != fixed:
        raise HostProblem("The survey file asks something else than this box does. Nothing was sealed.")


@app.command()
@guarded
def seal(  # noqa: PLR0913 - the options of the command
    host: HostPath,
    plan: PlanPath,
    answers: AnswersPath,
    box: Box = "",
    refusals: Annotated[
        Path | None, typer.Option(help="Write every refused row with its reason to this CSV file.")
    ] = None,
    limit: Limit = 0,
    workers: frame.Workers = frame.CPUS,
    cluster: frame.Cluster = "",
) -> None:
    """Seal every row of a CSV file, each with a pass of its own. Start it again after an interruption to go on."""
    planned = read_plan(plan)
    rows, refused = load_rows(answers, planned, limit)
    say_rows(rows, refused, planned)
    if refusals and refusals.resolve() in (answers.resolve(), plan.resolve()):
        raise HostProblem(
            f"{refusals} is a file that is read here. Nothing was sealed. Name another for the refused rows."
        )
    if refusals:
        rehearsed.write_refusals(refusals, refused)
        say.print(f"Wrote the refused rows to {refusals}.", markup=False)
    with folder.opened(host) as opened, frame.workers(workers, cluster) as executor:
        identity = find_box(opened, box)
        if opened.rehearsal:
            team.cosign(opened)  # the rules, if an interruption came before
        if "request" in opened.notes["boxes"][identity.hex()]:
            raise HostProblem("Signing has ended for this box. Nothing was sealed.")
        found = examined(opened, identity, executor)
        if found.rules is None or found.listed is None or not found.listed.sound or found.definition is None:
            problems = [*found.record.problems.all(), *found.problems.all()]
            raise HostProblem(f"The box does not hold: {problems[0].sentence() if problems else found.stopped}")
        check_time(found.definition, opened.now(), withdraws=False)
        check_same(planned, found)
        sealer = rehearsed.Sealer(opened, found.rules, found.listed, executor)
        with frame.progress() as start:
            result = rehearsed.seal_rows(sealer, rows, start("envelopes", len(rows)))
    say.print(f"Sealed {result.sealed} rows. {result.already} were sealed before.")
    say.print("They wait for the next batch. The host holds a promise for each; the receipts are with the members.")
