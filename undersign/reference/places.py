"""States, DC and territories of the United States: codes, names and FIPS codes, and finding them in free text."""

from dataclasses import dataclass

from undersign.reference.errors import UnknownFigure
from undersign.reference.files import read_once, rows
from undersign.reference.place_reading import read


@dataclass(frozen=True)
class Place:
    """One state, the District of Columbia or one territory. `kind` is state, district or territory."""

    code: str
    fips: str
    name: str
    kind: str


@read_once
def places() -> tuple[Place, ...]:
    """Give all 50 states, DC and five territories, in the order of their names' list."""
    columns = ("code", "fips", "name", "kind")
    return tuple(Place(**row) for row in rows("states.csv", columns))


def place(code_or_name: str) -> Place:
    """Find a place by its two-letter code, its name or its FIPS code, in any case; UnknownFigure if there is none."""
    wanted = " ".join(code_or_name.split()).casefold()
    for candidate in places():
        if wanted in (candidate.code.casefold(), candidate.name.casefold(), candidate.fips):
            return candidate
    raise UnknownFigure(
        f"There is no US state {code_or_name[:40]!r}. Give two letters such as NY, or the name, such as New York."
    )


def state_of(text: str) -> str | None:
    """Give the code of the one US state, DC or territory that a free text names; None if it names none or several."""
    return read(text).state


def outside_the_country(text: str) -> bool:
    """Say whether a free text clearly names another country, or a well-known place there, and no US state."""
    return read(text).abroad
