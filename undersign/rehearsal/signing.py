"""What a made-up person's phone does about a box: it reads the rules, asks for its pass, seals, sends, withdraws."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from undersign.protocol import boxes, choices, demands, drafts, names, passes, phrase
from undersign.protocol.encoding import Document, b64, encode, sha256, unb64
from undersign.protocol.envelopes import Rules, envelope_document
from undersign.protocol.keyholders import check_transcript, read_ceremony
from undersign.protocol.passes import IssuingKey, read_issuing_key
from undersign.protocol.signatures import public_key
from undersign.rehearsal.network import Phone
from undersign.rehearsal.phones import finish_pass


@dataclass(frozen=True)
class Answering:
    """A phone at one box: what the site says of it, and its rules as they stand in the record."""

    phone: Phone
    about: dict[str, Any]
    definition: boxes.Definition
    rules: Rules

    @property
    def where(self) -> str:
        """The id of the box as addresses have it."""
        return self.rules.box_id.hex()

    @property
    def secret(self) -> bytes:
        """The secret half of the envelope key."""
        return phrase.envelope_secret(self.phone.seed, self.rules.box_id)

    @property
    def asker(self) -> bytes:
        """The secret half of the key that stands on the list: a member's, or an envelope's that a demand opened."""
        if "of" not in self.about:
            return self.phone.secret
        return phrase.envelope_secret(self.phone.seed, unb64(self.about["of"]))

    def ask(self, tag: int = 0) -> None:
        """Ask for the pass; for a next step by the envelope key, without an account. Raises NotDone."""
        box, seed = self.rules.box_id, self.phone.seed
        message = passes.prepared_message(phrase.prefix(seed, box), public_key(self.secret))
        blinded = []
        for key in self.rules.issuers[tag]:
            factor = phrase.blinding_factor(seed, box, key.issuer, key.n)
            blinded.append((key, passes.blind(key.n, message, phrase.pss_salt(seed, box, key.issuer), factor)))
        word = passes.request_document(self.asker, public_key(self.asker), box, blinded)
        where = f"/boxes/{self.where}/signer/request" if "of" in self.about else f"/boxes/{self.where}/request"
        self.phone.web.post(where, {"word": word})

    def held_pass(self, tag: int = 0) -> Document:
        """Fetch the keyholders' answers and make the pass of them. Errors: pass_too_few. Raises NotDone."""
        if "of" in self.about:
            key = {"key": b64(public_key(self.asker))}
            given = self.phone.web.post(f"/boxes/{self.where}/signer/answers", key)["answers"]
        else:
            given = self.phone.web.get(f"/boxes/{self.where}/answers.json")["answers"]
        answers = {each["keyholder"]: unb64(each["value"]) for each in given}
        return finish_pass(self.phone.seed, self.rules.box_id, self.rules.issuers[tag], self.rules.t, answers)

    def envelope(self, seq: int, place: int, body: bytes) -> Document:
        """Return an envelope of this phone."""
        return envelope_document(self.secret, self.rules, seq, place, body, self.held_pass())

    def write(self, words: str, seq: int = 0) -> Document:
        """Send a draft; return the host's promise. Raises NotDone."""
        return self.send(self.envelope(seq, 0, drafts.draft_body(words)))

    def sign(self, name: str, title: str, level: int) -> Document:
        """Seal a name at a level of a demand, and send it; return the host's promise. Raises NotDone."""
        envelope, parcel = self.sealed(name, title, level)
        return self.send(envelope, parcel)

    def answer(self, chosen: Sequence[Sequence[int]]) -> Document:
        """Seal an answer and send it; return the host's promise. `chosen`: as choices.seal. Raises NotDone."""
        return self.send(self.answered(chosen))

    def answered(self, chosen: Sequence[Sequence[int]]) -> Document:
        """Return the envelope of an answer."""
        body = choices.seal(self.rules.statement(public_key(self.secret), 0), chosen, secrets.token_bytes)
        return self.envelope(0, 0, body)

    def sealed(self, name: str, title: str, level: int) -> tuple[Document, Document]:
        """Return the envelope of a signature, and the sealed name that goes with it."""
        box, salt = self.rules.box_id, secrets.token_bytes(names.SALT_BYTES)
        place = names.Place(box, public_key(self.secret), level, 0)
        sealed = names.seal_name(self.rules.key, place, name, title, secrets.token_bytes)
        envelope = self.envelope(0, level, names.commitment(salt, sealed))
        return envelope, demands.sealed_name_document(box, sha256(encode(envelope)), salt, sealed)

    def withdraw(self, place: int = 0, seq: int = 1) -> Document:
        """Take back what was sent; return the host's promise. Raises NotDone."""
        return self.send(self.envelope(seq, place, b""))

    def send(self, envelope: Document, parcel: Document | None = None) -> Document:
        """Hand an envelope in at the door; return the host's promise. Raises NotDone."""
        what = {"envelope": envelope} if parcel is None else {"envelope": envelope, "sealed": parcel}
        promise: Document = self.phone.web.post(f"/door/{self.where}", what)["promise"]
        return promise


def at(phone: Phone, box: str) -> Answering:
    """Return a phone at a box on whose list it stands, given the id as documents have it. Raises NotDone, KeyError."""
    about = {each["box"]: each for each in phone.web.get("/boxes/mine.json")["boxes"]}[box]
    entries = [line["entry"] for line in phone.web.lines(f"/record/books/{about['book']}/entries.jsonl")]
    found = next(each["definition"] for each in entries if each["kind"] == "definition")
    definition = boxes.read_definition(found, unb64(box))
    host = [line["entry"] for line in phone.web.lines("/record/books/host/entries.jsonl")]
    ceremony = next(
        each for each in map(read_ceremony, _of(host, "ceremony")) if each.hash == definition.fields["ceremony"]
    )
    team = next(each for each in _of(host, "team") if each["transcript"]["ceremony"] == b64(ceremony.hash))
    key = check_transcript(ceremony, team["transcript"], [unb64(each) for each in team["signatures"]]).key
    members = [line["entry"] for line in phone.web.lines("/record/books/members/entries.jsonl")]
    issuing: dict[bytes, IssuingKey] = {}
    for each in _of(members, "issuing_key"):
        if each["ceremony"] == b64(ceremony.hash):
            known = read_issuing_key(each, ceremony.keyholder(each["keyholder"]).sign)
            issuing[known.issuer] = known
    return Answering(phone, about, definition, boxes.box_rules(definition, key, ceremony.t, issuing))


def _of(entries: list[Document], kind: str) -> list[Document]:
    return [entry for entry in entries if entry["kind"] == kind]
