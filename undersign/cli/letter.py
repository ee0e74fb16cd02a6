"""undersign letter: who alone may read the names of a demand opens them, and makes the letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import pyrage
import typer

from undersign.cli import frame, opened
from undersign.cli.frame import guarded, say
from undersign.host.files import HostProblem, write_atomically
from undersign.protocol.asks import read_asks
from undersign.protocol.errors import Refused
from undersign.protocol.outcomes import demand_name
from undersign.reports.letters.letter import Letter, Signer, from_asks
from undersign.verifier.claims.verdict import amount
from undersign.verifier.examination import BoxExamination, examine_box, examine_record
from undersign.verifier.folder import BookFiles, Folder
from undersign.verifier.problems import FolderProblem
from undersign.verifier.record.record import RecordExamination

KEYS_MOST: Final = 64 * 1024


@guarded
def letter(  # noqa: PLR0913 - the options of the command
    folder: Annotated[Path, typer.Argument(help="The export for the addressee or for signers, unpacked.")],
    key: Annotated[Path, typer.Argument(help="The file with your age key, as age-keygen made it.")],
    out: Annotated[Path, typer.Argument(help="The folder for letter.pdf and letter.txt.")],
    site: Annotated[str, typer.Option(help="The address of the site, such as https://example.org.")],
    workplace: Annotated[str, typer.Option(help="Where those who signed work, as the letter shall say it.")],
    box: Annotated[str, typer.Option(help="The first digits of the demand's id; needed if there are several.")] = "",
    reply: Annotated[str, typer.Option(help="The link for one reply, as the signers' page shows it.")] = "",
    workers: frame.Workers = frame.CPUS,
) -> None:
    """Open the names that are for you alone, check them, and make the letter. Nothing leaves this computer.

    Ends with 1, and makes no letter, if a check fails.
    """
    if not site.startswith(("https://", "http://")) or not workplace.strip():
        raise typer.BadParameter("the site's address begins with https://, and the workplace has a name")
    keys = read_keys(key)
    with frame.at_rest(folder):
        record = examine_record(Folder(folder))
        files = _find(record, box)
        _check_mine(files, keys, key)
        with frame.workers(workers) as executor, frame.stages() as move:
            found = examine_box(record, files, executor, move, decrypt=decrypting(keys))
    wrong = [*record.problems.all(), *found.problems.all()]
    if wrong or found.stopped:
        why = wrong[0].sentence() if wrong else found.stopped
        frame.complain.print(frame.plain(f"No letter was made, since a check failed. {why}"), markup=False)
        raise typer.Exit(frame.FAILED)
    made, unread = build(found, site.rstrip("/"), workplace.strip(), reply.strip())
    unshown = _write(made, out)
    say.print(f"{amount(len(made.names), 'name')} opened. The letter is in {out / 'letter.pdf'}, also as letter.txt.")
    if unread:
        say.print(f"{amount(unread, 'name')} cannot be read, and {'is' if unread == 1 else 'are'} not in it.")
    if unshown:
        say.print(f"{amount(unshown, 'text')} with signs that no font here has; the PDF shows their codes.")


def read_keys(path: Path) -> list[pyrage.x25519.Identity]:
    """Return the age keys in a file as age-keygen makes it. Raises HostProblem, OSError."""
    with path.open("rb") as file:
        data = file.read(KEYS_MOST)
    lines = [line.strip() for line in data.decode(errors="replace").splitlines()]
    try:
        keys = [pyrage.x25519.Identity.from_str(each) for each in lines if each and not each.startswith("#")]
    except pyrage.IdentityError:
        keys = []
    if not keys:
        raise HostProblem(f"{path} holds no age key: a line that begins with AGE-SECRET-KEY-1. No letter was made.")
    return keys


def decrypting(keys: Sequence[pyrage.x25519.Identity]) -> Callable[[bytes], bytes]:
    """Return what opens an age file with one of these keys. Errors of that: share_for_another."""

    def decrypt(data: bytes) -> bytes:
        try:
            plain: bytes = pyrage.decrypt(data, list(keys))
        except pyrage.DecryptError:
            raise Refused("share_for_another") from None
        return plain

    return decrypt


def _find(record: RecordExamination, box: str) -> BookFiles:
    """Return the book of the demand that is meant. Raises HostProblem, FolderProblem."""
    if record.problems.all():
        problem = record.problems.all()[0]
        raise FolderProblem(problem.reason, problem.where)
    found = []
    for files in record.of("box"):
        definition = opened.find_definition(files)
        if "readers" in definition.fields and definition.box_id.hex().startswith(box.lower()):
            found.append((files, definition.box_id.hex()))
    if not found:
        raise HostProblem(
            "No demand with names for readers alone is here. Of all others the site itself makes the letter."
        )
    if len(found) > 1:
        raise HostProblem("".join(["Say which demand you mean, with --box:", *(f"\n{each[:16]}" for _, each in found)]))
    return found[0][0]


def _check_mine(files: BookFiles, keys: Sequence[pyrage.x25519.Identity], path: Path) -> None:
    """Check that one of the keys is one for which the names are. Raises HostProblem."""
    readers = opened.find_definition(files).fields["readers"]
    if not {str(key.to_public()) for key in keys} & set(readers):
        wanted = "".join(f"\n{each}" for each in readers)
        raise HostProblem(f"The key in {path} does not open these names. They are for whoever has the key of:{wanted}")


def build(found: BoxExamination, site: str, workplace: str, reply: str) -> tuple[Letter, int]:
    """Return the letter of a demand that was checked, and how many names cannot be read. Raises HostProblem."""
    definition, names, book, host = found.definition, found.names, found.book, found.record.host
    if definition is None or names is None or book is None or host is None or not found.entries.results:
        raise HostProblem("The names of this demand have not opened, as of this folder. No letter was made.")
    if names.names is None or names.request is None:
        raise HostProblem("The names in this folder cannot be read with this key. No letter was made.")
    if len([each for each in names.names if each is not None]) < names.request["level"]:
        raise HostProblem("Fewer names can be read than had to sign. Such a letter would be false, so none was made.")
    texts, readable = found.files.texts(), [each for each in names.names if each is not None]
    title, intro = (texts.get(definition.fields[name]) for name in ("title", "intro"))
    if title is None or intro is None:
        raise HostProblem("A text of this demand was struck, so there is no letter.")
    at = book.tick(found.entries.results[0][0]) * host.tick_seconds
    asks = read_asks(intro)
    here, name = f"{site}/es" if asks["language"] == "es" else site, demand_name(definition.box_id).hex()
    if reply and not reply.startswith(f"{here}/reply/{name}#"):
        raise HostProblem("The link for the reply belongs to another demand or site. No letter was made.")
    made = Letter(
        workplace=workplace,
        day=datetime.fromtimestamp(at, UTC).date(),
        title=title,
        names=tuple(Signer(name, held) for name, held in readable),
        level=names.request["level"],
        listed=names.request["list_size"],
        check_address=f"{here}/check/{name}",
        reply_address=reply or None,
        rehearsal=bool(host.book.rules["rehearsal"]),
        **from_asks(asks),
    )
    return made, len(names.names) - len(readable)


def _write(made: Letter, out: Path) -> int:
    """Write both files, for their owner alone to read, each whole or not at all; return how many texts lack signs."""
    from undersign.reports.letters import pdf, text  # noqa: PLC0415 - what sets pages takes a while to load

    for name, data in (("letter.txt", text.letter_text(made).encode()), ("letter.pdf", pdf.letter_pdf(made))):
        write_atomically(out / name, data, secret=True)
    return len(pdf.unshown(made))
