"""The operation of vectors/tags."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol.tags import Place, make_tags


def _tags(given: dict[str, Any]) -> dict[str, Any]:
    people = {
        bytes.fromhex(each["member"]): Place(bytes.fromhex(each["workplace"]), "", each["employer"], each["state"])
        for each in given["people"]
    }
    tags, of = make_tags(people, given["levels"], given["k"])
    return {
        "tags": [{"level": tag.level, "of": tag.of, "parent": tag.parent, "members": tag.members} for tag in tags],
        "of": {member.hex(): tag for member, tag in sorted(of.items())},
    }


OPERATIONS: Final[dict[str, Operation]] = {"tags": _tags}
