"""The sealed names that a keyholder holds, until they open or are erased. They stand in no book."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from undersign.host.files import HostProblem, write_atomically
from undersign.keyholder.keys import KeyholderFolder
from undersign.protocol.demands import Sealed, check_sealed, sealed_name_document
from undersign.protocol.encoding import Document, decode, encode, unb64
from undersign.protocol.errors import Refused

if TYPE_CHECKING:
    from undersign.verifier.examination import BoxExamination


class SealedNames:
    """What one keyholder holds for one demand, in its own folder."""

    def __init__(self, keyholder: KeyholderFolder, box: bytes) -> None:
        """Open it; there is no file before the first name."""
        self.box = box
        self._path = keyholder.path / "secret" / "sealed" / f"{box.hex()}.jsonl"

    def documents(self) -> list[Document]:
        """Return the documents that are held. Raises HostProblem if the file is broken."""
        if not self._path.exists():
            return []
        try:
            return [decode(line) for line in self._path.read_bytes().splitlines()]
        except Refused:
            raise HostProblem(f"{self._path} is broken. Nothing was opened. Restore it from a backup.") from None

    def take(self, box: BoxExamination, documents: Iterable[Document]) -> dict[bytes, Sealed]:
        """Keep the names that fit an envelope of the book that is not withdrawn; return all that are held, checked.

        By envelope hash. Anything else is passed over: a name that fits no envelope is nobody's.
        """
        found: dict[bytes, Sealed] = {}
        for document in (*self.documents(), *documents):
            sealed = _checked(box, document, found)
            if sealed is not None:
                found[sealed.envelope] = sealed
        self._write(found)
        return found

    def erase(self, keep: Collection[bytes] = ()) -> None:
        """Erase every name but those of the envelopes in `keep`."""
        kept = [each for each in self.documents() if unb64(each["envelope"]) in keep]
        self._replace(b"".join(encode(each) + b"\n" for each in kept))

    def _write(self, held: dict[bytes, Sealed]) -> None:
        documents = [sealed_name_document(self.box, each.envelope, each.salt, each.data) for each in held.values()]
        self._replace(b"".join(encode(each) + b"\n" for each in documents))

    def _replace(self, data: bytes) -> None:
        if self._path.exists() and self._path.read_bytes() == data:
            return
        if data:
            write_atomically(self._path, data, secret=True)
        else:
            self._path.unlink(missing_ok=True)


def _checked(box: BoxExamination, document: Document, known: Collection[bytes]) -> Sealed | None:
    """Return a sealed name that fits an envelope of the box, unless one for it is known or it was withdrawn."""
    signed = box.envelopes.signed if box.envelopes else {}
    try:
        digest = unb64(str(document.get("envelope")))
        envelope = signed.get(digest)
        if box.rules is None or envelope is None or digest in known or envelope.key not in box.counting:
            return None
        return check_sealed(box.rules, envelope, document)
    except Refused:
        return None
