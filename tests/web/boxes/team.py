"""Keyholders of a site under test: they cosign, keep the stock filled, answer requests and open, as programs do."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import cache

from tests.vectors.cases import random_from
from tests.vectors.meeting import Meeting, ceremony_document, hold
from tests.web import start
from undersign.host import totals
from undersign.keyholder.stock import draw_key
from undersign.protocol import boxes, demands, notes
from undersign.protocol import openings as partial
from undersign.protocol.demands import Opening
from undersign.protocol.encoding import Document, b64, decode, encode, sha256, unb64
from undersign.protocol.keyholders import cosigners
from undersign.protocol.passes import SecretIssuingKey, blind_sign, issuing_key_document
from undersign.web.boxes import access
from undersign.web.boxes.models import Box
from undersign.web.boxes.openings import actions as openings
from undersign.web.boxes.passes import actions as passes
from undersign.web.record import access as record
from undersign.web.record import actions as record_actions

STOCK = 4  # keys of each keyholder for each test


@cache
def _drawn(number: int) -> SecretIssuingKey:
    """Draw an issuing key, once for all tests of this process."""
    return draw_key(number)


def meeting(founders: list[bytes], n: int = 3, t: int = 2) -> Meeting:
    """Hold the key meeting of a site with these founders."""
    document, seeds, ages = ceremony_document(n, t, "boxes")
    document |= {"founders": [b64(key) for key in founders], "rehearsal": True}
    return hold(document, seeds, ages, random_from("boxes/meeting"))


@dataclass
class Keyholders:
    """The keyholders of one site, on one machine."""

    held: Meeting
    issuing: dict[bytes, SecretIssuingKey] = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)  # those who do nothing, by index

    @property
    def awake(self) -> list[int]:
        """Who does their part, by index."""
        return [i for i in range(1, self.held.ceremony.n + 1) if i not in self.silent]

    def restock(self, count: int = STOCK) -> None:
        """Hand in issuing keys."""
        ceremony = self.held.ceremony
        first = len(self.issuing) // ceremony.n
        for i in range(1, ceremony.n + 1):
            made = []
            for number in range(first, first + count):
                key = _drawn(number * 25 + i)
                made.append(issuing_key_document(self.held.secrets[i - 1], ceremony.hash, i, number, key.n))
                self.issuing[sha256(encode(made[-1]))] = key
            passes.add_stock(ceremony, i, made)

    def cosign(self) -> None:
        """Sign the latest checkpoint."""
        found = record.checkpoint()
        assert found
        names = cosigners(start.ORIGIN, self.held.ceremony)
        for i in self.awake:
            line = notes.cosign_checkpoint(self.held.secrets[i - 1], names[i - 1].name, found, 1_800_000_000)
            record_actions.cosign(found.size, line)

    def answer(self, box: Box) -> None:
        """Answer every request of a box."""
        for request in box.requests.all():
            blinded = decode(bytes(request.document))["blinded"]
            for i in self.awake:
                mine = blinded[i - 1]
                value = blind_sign(self.issuing[unb64(mine["issuer"])], unb64(mine["value"]))
                passes.keep_answers(box, i, [{"member": b64(bytes(request.member)), "value": b64(value)}])

    def open_totals(self, box: Box) -> None:
        """Open the totals of a survey that asks for it."""
        for i in self.awake:
            openings.keep_parts(box, i, 0, [self.part_of_totals(box, i)])

    def part_of_totals(self, box: Box, keyholder: int) -> Document:
        """Return a keyholder's part of a survey."""
        definition, (ceremony, team) = access.definition(box), access.team(box)
        count = boxes.count_box(definition, access.heads(box))
        opening = totals.Opening(definition, ceremony, team, count, bytes(box.request or b""))
        bodies = ((digest, unb64(document["body"])) for digest, document in access.rests(box))
        groups = []
        for number, sums in enumerate(totals.sums_of(opening, bodies)):
            bound = partial.context(ceremony.hash, definition.box_id, opening.request, number)
            points = [r for question in sums for r, _ in question]
            part = partial.open_part(self.held.shares[keyholder - 1].secret, points, bound, secrets.token_bytes)
            groups.append(b"".join(point + proof for point, proof in zip(part.points, part.proofs, strict=True)))
        secret = self.held.secrets[keyholder - 1]
        return boxes.part_document(secret, definition.box_id, opening.request, keyholder, groups)

    def open_names(self, box: Box) -> None:
        """Open the names of a demand that asks for it."""
        definition, (_, team) = access.definition(box), access.team(box)
        count = demands.count_demand(definition, access.heads(box))
        opening = Opening(access.rules(box), team, count, bytes(box.request or b""))
        parcels = {bytes(each.envelope): decode(bytes(each.data)) for each in box.parcels.all()}
        found = access.envelopes(box, [head.digest for head in count.opens])
        rules = access.rules(box)
        sealed = [demands.check_sealed(rules, found[head.digest], parcels[head.digest]) for head in count.opens]
        for i in self.awake:
            share = self.held.shares[i - 1].secret
            parts = demands.open_parts(share, sealed, opening.request, secrets.token_bytes)
            openings.keep_parts(box, i, 0, opening.part_documents(self.held.secrets[i - 1], i, parts))
