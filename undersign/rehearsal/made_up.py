"""The answers of the demo, made up: drawn from published wages with a fixed seed. Nobody gave them.

Made again by: python -m undersign.rehearsal.made_up
"""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from undersign.host.files import write_atomically
from undersign.reference.places import place
from undersign.reference.wages import PERCENTS, in_state

DATA = Path(__file__).parent / "data"
ANSWERS = DATA / "demo_answers.csv"
PLAN = DATA / "demo_survey.toml"
SEED = 2026
OCCUPATION = "21-1094"  # community health workers: near peer support, not the same
PEOPLE = {"New York": 44, "Ohio": 28, "Texas": 34, "Vermont": 11, "Wyoming": 7, "Maine": 9}
HOURS = ("None", "1 to 3", "4 or more")
HEADING = "made up,place,pay in a year,paid hours of supervision a month"


def _points(state: str) -> list[tuple[float, float]]:
    """Return (share, yearly pay) at the published percentiles."""
    wages = in_state(place(state), OCCUPATION)
    if wages is None:
        raise LookupError(f"no wages for {state}")
    known = [(percent, wages.yearly.percentiles[percent].dollars) for percent in PERCENTS]
    return [(percent / 100, float(dollars)) for percent, dollars in known if isinstance(dollars, Decimal)]


def _draw(points: list[tuple[float, float]], share: float) -> int:
    """Return the pay at a share of the distribution, along straight lines between the percentiles."""
    share = min(max(share, points[0][0]), points[-1][0])
    for (low, below), (high, above) in pairwise(points):
        if share <= high:
            return round((below + (above - below) * (share - low) / (high - low)) / 10) * 10
    return int(points[-1][1])


def lines() -> list[str]:
    """Return the lines of the file, the heading first."""
    draw = random.Random(SEED)  # noqa: S311 - made-up figures, no secrets
    rows = []
    for state, count in PEOPLE.items():
        points = _points(state)
        for _ in range(count):
            pay = _draw(points, draw.random() * 0.8)  # peers are paid in the lower part of nearby occupations
            hours = draw.choices(HOURS, weights=(5, 3, 1))[0]
            rows.append(f"yes,{state},{pay},{hours}")
    rows[7] = rows[7].replace(rows[7].split(",")[2], "about 30000")
    rows[60] = "yes,Toronto Canada,41000,None"
    rows[100] = rows[100].replace(rows[100].split(",")[2], "")
    draw.shuffle(rows)
    return [HEADING, *rows]


def main() -> None:
    """Write the file again."""
    write_atomically(ANSWERS, ("\n".join(lines()) + "\n").encode())


if __name__ == "__main__":
    main()
