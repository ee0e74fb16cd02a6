"""The three exports as one file each: for everybody, for those on the list, for the addressee."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from django.http import HttpResponse

from undersign.web.boxes.models import Box
from undersign.web.demands.models import Demand
from undersign.web.record.exports import export


def answer(reader: str, found: Demand | None = None) -> HttpResponse:
    """Return an export as an answer of the site. `found`: the demand that it is about; none for what all may see."""
    data = zipped(reader, ["host"] if found is None else books(found, reader))
    headers = {"Content-Disposition": f'attachment; filename="undersign-{reader}.zip"'}
    return HttpResponse(data, content_type="application/zip", headers=headers)


def books(found: Demand, reader: str) -> list[str]:
    """Return the books of an export about one demand, and for its signers of what was asked before and follows."""
    if reader == "recipient":
        return ["host", found.box.book.name]
    firsts = Box.objects.filter(first__drafts=found.drafts)
    boxes = [found.box, *Box.objects.filter(of=found.box), *firsts, found.drafts.box]
    if found.box.of:
        boxes.append(found.box.of)
    return ["host", "members", *(book.name for box in boxes for book in (box.list_book, box.book))]


def zipped(reader: str, names: list[str]) -> bytes:
    """Return the export of some books as one file. Raises HostProblem.

    What all may see is not packed smaller, so that its size tells nothing but how long the record is.
    """
    file = io.BytesIO()
    kind = zipfile.ZIP_STORED if reader == "public" else zipfile.ZIP_DEFLATED
    with tempfile.TemporaryDirectory() as made, zipfile.ZipFile(file, "w", kind) as out:
        folder = Path(made) / f"undersign-{reader}"
        export(folder, reader, names)
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                out.write(each, each.relative_to(made))
    return file.getvalue()
