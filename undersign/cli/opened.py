"""An opened survey read from a folder, with its texts, as reports and comparisons need it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from undersign.host.files import HostProblem
from undersign.protocol import boxes, hours, slots
from undersign.protocol.boxes import Definition
from undersign.protocol.encoding import Document, read
from undersign.protocol.errors import Refused
from undersign.rehearsal.rows import Row
from undersign.reports import results
from undersign.verifier.folder import BookFiles, Folder
from undersign.verifier.problems import FolderProblem, located
from undersign.verifier.report import Judged

SHUT = "Fewer than {k} envelopes, even with every group that it could join. It stays sealed for good."


@dataclass(frozen=True)
class Opened:
    """A box with its result: what was fixed, what was opened, and the texts."""

    folder: Folder
    files: BookFiles
    definition: Definition
    result: Document
    texts: dict[bytes, str]
    envelopes: int

    @property
    def tags(self) -> list[Document]:
        """The tags of the definition."""
        tags: list[Document] = self.definition.fields["tags"]
        return tags

    def tag_name(self, tag: int) -> str:
        """Return a tag's name."""
        return self.texts.get(self.tags[tag]["name"], "(struck)")


def box_files(folder: Folder, box: str) -> BookFiles:
    """Return the box book whose name or box id begins with `box`; without one, the last that was made."""
    found: list[tuple[int, BookFiles]] = []
    for files in folder.books().values():
        if files.first.audience == "box":
            definition = find_definition(files)
            if files.name.startswith(box) or definition.box_id.hex().startswith(box):
                found.append((_ticks(files)[0], files))
    if not found:
        raise HostProblem("There is no such box in this folder.")
    return max(found, key=lambda pair: pair[0])[1]


def find_definition(files: BookFiles) -> Definition:
    """Return the definition that stands in a box's book."""
    for line in files.lines():
        if (line.entry or {}).get("kind") == "definition":
            with located(f"books/{files.name}, leaf {line.index}"):
                return boxes.read_definition((line.entry or {}).get("definition", {}))
    raise HostProblem(f"books/{files.name} holds no definition that this reader may see.")


def load(folder: Folder, box: str = "") -> Opened:
    """Return an opened box of a folder. Raises HostProblem if there is none, or it is not open yet."""
    files = box_files(folder, box)
    definition, result, envelopes = find_definition(files), None, 0
    for line in files.lines():
        kind = (line.entry or {}).get("kind")
        envelopes += kind == "envelope"
        if kind == "result":
            with located(f"books/{files.name}, leaf {line.index}"):
                result = read(line.entry, boxes.RESULT)
                _check_fits(result, definition)
    if result is None:
        raise HostProblem("This box is not open yet, so there is nothing to report. See: undersign open")
    return Opened(folder, files, definition, result, files.texts(), envelopes)


def _check_fits(result: Document, definition: Definition) -> None:
    """Check that a result speaks of the tags and options of its definition, so that it can be shown at all."""
    tags, widths = len(definition.fields["tags"]), [question.width for question in definition.questions]
    named = [tag for group in (*result["groups"], *result["shut"]) for tag in group["tags"]]
    shapes = [[len(each) for each in group["totals"]] for group in result["groups"]]
    if any(tag >= tags for tag in named) or any(shape != widths for shape in shapes):
        raise Refused("group_counts_wrong", "a result with other groups or options than the rules have")


def _ticks(files: BookFiles) -> list[int]:
    """Return the ticks at which a book grew, as its proofs say."""
    with located(f"books/{files.name}/proofs.jsonl"):
        found = [int(slots.proof_fields(each)["tick"]) for each in files.proofs()]
        if not found:
            raise Refused("leaf_unproven")
    return found


def survey_result(
    opened: Opened, judged: Sequence[Judged], *, made_up: bool, notes: tuple[str, ...]
) -> results.SurveyResult:
    """Return what a report is made of."""
    found, definition = opened.definition.fields, opened.definition
    listed, requests = _list_counts(opened)
    pay = not hours.is_hours(opened.texts.get(found["intro"]))
    return results.SurveyResult(
        title=opened.texts.get(found["title"], "(struck)"),
        intro=opened.texts.get(found["intro"], ""),
        box_id=definition.box_id.hex(),
        opened_on=_opened_on(opened),
        k=found["k"],
        made_up=made_up,
        listed=listed,
        requests=requests,
        envelopes=opened.envelopes,
        questions=tuple(_question(question, opened.texts, pay=pay) for question in found["questions"]),
        groups=tuple(_group(opened, group) for group in _by_name(opened)),
        shut=tuple(_shut(opened, group) for group in opened.result["shut"]),
        verdicts=tuple(results.Verdict(claim.sentence, verdict.outcome, verdict.reason) for claim, verdict in judged),
        notes=notes,
    )


def _question(question: Document, texts: dict[bytes, str], *, pay: bool) -> results.Question:
    """Return a question as a report has it. `pay`: whether its ranges, if it has any, are of a year's pay."""
    options = tuple(texts.get(option, "(struck)") for option in question["options"])
    bins = tuple(question["bins"]) if pay and "bins" in question else None
    return results.Question(question["id"], texts.get(question["text"], "(struck)"), options, bins)


def _by_name(opened: Opened) -> list[Document]:
    """Return the groups by their names, the one at the top last: it is what the others left."""
    groups: list[Document] = opened.result["groups"]
    return sorted(groups, key=lambda group: (0 in group["tags"], opened.tag_name(group["tags"][0])))


def _group(opened: Opened, group: Document) -> results.Group:
    name, joined = _names(opened, group["tags"])
    only = opened.tags[group["tags"][0]] if len(group["tags"]) == 1 else None
    state = only["of"] if only and only["level"] == "state" else None
    return results.Group(name, joined, state, group["count"], tuple(tuple(each) for each in group["totals"]))


def _shut(opened: Opened, group: Document) -> results.Shut:
    name, joined = _names(opened, group["tags"])
    return results.Shut(name, joined, group["count"], SHUT.format(k=opened.definition.fields["k"]))


def _names(opened: Opened, tags: list[int]) -> tuple[str, tuple[str, ...]]:
    """Return the name of the coarsest tag, and the names of all that joined."""
    return opened.tag_name(tags[0]), tuple(opened.tag_name(tag) for tag in tags)


def _opened_on(opened: Opened) -> str:
    """Return the day of the last tick at which the box's book grew."""
    seconds = [
        each.first.rules["tick_seconds"] for each in opened.folder.books().values() if each.first.audience == "host"
    ]
    tick = _ticks(opened.files)[-1]
    try:
        return datetime.fromtimestamp(tick * seconds[0], UTC).date().isoformat()
    except (IndexError, OverflowError, ValueError):
        raise FolderProblem("tick_wrong", f"books/{opened.files.name}/proofs.jsonl") from None


def _list_counts(opened: Opened) -> tuple[int | None, int | None]:
    """Return how many are listed and how many asked for a pass, if this reader may see the list."""
    files = opened.folder.books().get(opened.definition.fields["list"]["book"])
    kinds = Counter(str((line.entry or {}).get("kind")) for line in files.lines()) if files else Counter()
    return (kinds["listed"], kinds["request"]) if kinds["listed"] else (None, None)


def plain_totals(opened: Opened, rows: Iterable[Row]) -> dict[tuple[int, ...], list[list[int]]]:
    """Count the rows of a file plainly, group by group, question by question, "no answer" last."""
    states = {tag["of"]: i for i, tag in enumerate(opened.tags) if tag["level"] == "state"}
    groups = {tag: tuple(group["tags"]) for group in opened.result["groups"] for tag in group["tags"]}
    questions = opened.definition.questions
    counts = {group: [[0] * question.width for question in questions] for group in groups.values()}
    for row in rows:
        group = groups.get(states.get(row.state, 0))
        if group is None:
            continue
        for number, chosen in enumerate(row.chosen):
            for option in chosen or (questions[number].options,):
                counts[group][number][option] += 1
    return counts


def differences(opened: Opened, rows: Iterable[Row]) -> list[str]:
    """Return the names of the groups whose opened totals are not the plain count of the rows; none if all are equal."""
    plain = plain_totals(opened, rows)
    return [
        _names(opened, group["tags"])[0]
        for group in opened.result["groups"]
        if group["totals"] != plain[tuple(group["tags"])]
    ]
