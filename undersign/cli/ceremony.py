"""undersign ceremony: the key meeting, between separate keyholders by exchanged files, or rehearsed on one machine."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli.frame import guarded, say
from undersign.host import folder, intake
from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder import carried, meeting
from undersign.keyholder.keys import KeyholderFolder, read_card
from undersign.keyholder.mirror import Site
from undersign.protocol import ceremony as rounds
from undersign.protocol.encoding import Document, b64, decode, encode, octets
from undersign.protocol.errors import Refused
from undersign.protocol.keyholders import TRANSCRIPT_ROUND, Ceremony, fingerprint, read_ceremony
from undersign.rehearsal import team

app = typer.Typer(help="The key meeting, in which keyholders make one key together.", no_args_is_help=True)

Own = Annotated[Path, typer.Argument(help="The keyholder's own folder.")]
CeremonyFile = Annotated[Path, typer.Argument(help="The ceremony file, the same for all.")]
Messages = Annotated[Path, typer.Argument(help="The folder in which all messages are collected.")]


def read_document(path: Path) -> Document:
    """Return the document in a file. Raises HostProblem if there is none."""
    try:
        return decode(path.read_bytes().strip())
    except FileNotFoundError:
        raise HostProblem(f"There is no file {path}. Nothing was changed.") from None
    except Refused as problem:
        raise HostProblem(f"{path} is broken: {problem} Nothing was changed.") from None


def show_fingerprint(ceremony: Ceremony) -> None:
    """Print what keyholders read to each other by voice."""
    say.print(f"Fingerprint: {fingerprint(ceremony.hash)}")
    say.print("Every keyholder reads this number aloud. If one digit differs, stop.")


def _key(written: str) -> bytes:
    """Return 32 bytes, such as a member key, written in hex as on My page or in base64url. Errors: as octets."""
    key: bytes = bytes.fromhex(written) if re.fullmatch("[0-9a-f]{64}", written) else octets(32)(written)
    return key


@app.command()
@guarded
def new(  # noqa: PLR0913 - the options of the command
    out: Annotated[Path, typer.Argument(help="The ceremony file to write.")],
    cards: Annotated[
        list[Path], typer.Argument(help="The keyholders' cards, in the order in which they are numbered.")
    ],
    threshold: Annotated[int, typer.Option(help="How many keyholders open together; more than half.")],
    founder: Annotated[list[str], typer.Option(help="A founder's member key, as My page shows it; at least three.")],
    *,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="For a site on which everything is made up.")] = False,
    previous: Annotated[str, typer.Option(help="The ceremony hash of the team that hands over, if one stands.")] = "",
) -> None:
    """Write the ceremony file that every keyholder gets."""
    if out.exists():
        raise HostProblem(f"{out} exists already, and every meeting needs a file of its own. Nothing was changed.")
    read = [read_card(path) for path in cards]
    people = [{name: each[name] for name in ("name", "sign", "age", "employer")} for each in read]
    document: Document = {"v": 1, "kind": "ceremony", "keyholders": people, "t": threshold, "rehearsal": rehearsal}
    document |= {"founders": [b64(_key(each)) for each in founder], "nonce": b64(secrets.token_bytes(32))}
    if previous:
        document["previous"] = b64(_key(previous))
    ceremony = read_ceremony(document)
    write_atomically(out, encode(document) + b"\n")
    say.print(f"Wrote {out}: {ceremony.n} keyholders, {ceremony.t} of them open together.", markup=False)
    show_fingerprint(ceremony)


@app.command()
@guarded
def post(
    ceremony: CeremonyFile,
    url: Annotated[str, typer.Argument(help="The address of the site, such as https://example.org.")],
) -> None:
    """Let a site carry the meeting. Every keyholder then takes part with "undersign keyholder meet"."""
    agreed = carried.post(Site(url), read_document(ceremony))
    say.print(f"The site carries the meeting {agreed.hash.hex()} for seven days.", markup=False)
    show_fingerprint(agreed)


def read_messages(path: Path, ceremony: Ceremony) -> list[Document]:
    """Return all messages in the folder, in the order of their names. Raises HostProblem for any other file in it."""
    if not path.is_dir():
        raise HostProblem(f"There is no folder {path}. Make it, and put every message that you get into it.")
    found = []
    for each in sorted(path.glob("*.json")):
        document = read_document(each)
        if (document.get("kind"), document.get("ceremony")) != ("ceremony_message", b64(ceremony.hash)):
            raise HostProblem(f"{each} is no message of this meeting. Nothing was changed. Move it to another folder.")
        found.append(document)
    return found


def write_message(path: Path, message: Document) -> None:
    """Write one message under a name that says round, sender and recipient (0: everyone)."""
    name = f"{message['round']}-from-{message['from']}-to-{message['to']}.json"
    write_atomically(path / name, encode(message) + b"\n")
    say.print(f"Wrote {path / name}. Send it to {'everyone' if not message['to'] else 'that keyholder'}.", markup=False)


@app.command()
@guarded
def step(keyholder: Own, ceremony: CeremonyFile, messages: Messages) -> None:
    """Take this keyholder's next step with the messages that are there; safe to start again at any time.

    Writes what is to be sent into the same folder. A message that does not fit ends the meeting with a complaint.
    """
    own, agreed = KeyholderFolder(keyholder), read_ceremony(read_document(ceremony))
    show_fingerprint(agreed)
    received = read_messages(messages, agreed)
    with own.locked():
        try:
            taken = meeting.step(own, agreed, received)
        except Refused as problem:
            if problem.reason not in ("keyholder_unknown", "ceremony_ended"):
                write_message(messages, meeting.complaint(own, agreed, problem))
            raise
        for message in taken.messages:
            write_message(messages, message)
    if taken.awaited:
        names = ", ".join(agreed.who(index) for index in taken.awaited)
        say.print(f"Waiting for {names}. Start this again when their files are here.", markup=False)
    if taken.done:
        say.print("The meeting is over: all keyholders made the same key. Your share is in your folder.")


@app.command()
@guarded
def finish(
    ceremony: CeremonyFile,
    messages: Messages,
    out: Annotated[Path, typer.Argument(help="The file for the host (undersign host add).")],
) -> None:
    """Put the signed transcript together for the host. Anyone who has all messages of the last round can."""
    document = read_document(ceremony)
    agreed = read_ceremony(document)
    received = read_messages(messages, agreed)
    if awaited := rounds.awaited(agreed, received, TRANSCRIPT_ROUND):
        names = ", ".join(agreed.who(index) for index in awaited)
        raise HostProblem(f"The meeting is not over: the last message of {names} is not here. Nothing was written.")
    transcript, signatures = rounds.assemble(agreed, received)
    signed = [b64(each) for each in signatures]
    whole: Document = {"v": 1, "kind": "meeting", "ceremony": document, "transcript": transcript, "signatures": signed}
    write_atomically(out, encode(whole) + b"\n")
    say.print(f"Wrote {out}. The host takes it in with: undersign host add HOST {out}", markup=False)
    show_fingerprint(agreed)


@app.command()
@guarded
def rehearse(
    host: Annotated[Path, typer.Argument(help="A host folder made with --rehearsal.")],
    keyholders: Annotated[int, typer.Option(min=2, max=25, help="How many keyholders to play.")] = 3,
    threshold: Annotated[int, typer.Option(min=2, max=25, help="How many of them open together.")] = 2,
) -> None:
    """REHEARSAL: one machine plays every keyholder. It shows how a meeting goes; it protects nobody."""
    with folder.opened(host) as opened:
        made = team.rehearse(opened, keyholders, threshold)
        ceremony, _ = intake.standing_team(opened)
    say.print("REHEARSAL. One machine played every keyholder, so this key protects nobody.")
    say.print(f"{made.n} keyholders; {made.t} of them open together.")
    show_fingerprint(ceremony)
