"""`envelopes`: time to seal and verify one envelope, over the raw library calls that it can't do without.

1.00 would mean that nothing of ours costs anything. Both sides run in turn in one process on the same data sizes.
docs/performance.md says what is above 1.15.
"""

from __future__ import annotations

from collections.abc import Callable

from bench import ours, raw
from bench.frame import CannotRun, figure, finish, machine, say
from bench.timing import compare

CASES = (("seal", 5, 12), ("verify", 5, 12), ("seal", 24, 3), ("verify", 24, 3))
"""What is measured: operation, answers besides "no answer", envelopes per measurement."""

REPEATS = 25
PRINTED = ("seal5", "verify5", "verify24")


def run(arguments: list[str]) -> None:
    """Measure all cases and print the ratios."""
    if arguments:
        raise CannotRun("it takes no argument")
    say(machine())
    ratios = {f"{verb}{answers}": measure(verb, answers, batch) for verb, answers, batch in CASES}
    finish("envelopes", {f"{name}_ratio": figure(ratios[name]) for name in PRINTED})


def measure(verb: str, answers: int, batch: int) -> float:
    """Compare one operation of ours with its raw calls, say what came out, and return the ratio."""
    counts = raw.seal_counts(answers + 1) if verb == "seal" else raw.verify_counts(answers + 1)
    say(f'{verb}, {answers} answers and "no answer": ' + ", ".join(f"{count} {name}" for name, count in counts.items()))
    compared = compare(work(verb, answers, batch), raw.repeated(counts, batch), repeats=REPEATS, warm_up=2)
    each = compared.first / batch * 1000
    say(f"  {batch} envelopes: {compared}; {each:.2f} ms per envelope")
    return compared.ratio


def work(verb: str, answers: int, batch: int) -> Callable[[], object]:
    """Return a function that seals, or verifies, `batch` envelopes. Their passes are made beforehand."""
    rules, rights = ours.box(answers), [ours.right() for _ in range(batch)]
    if verb == "seal":
        return lambda: ours.seal_all(rules, rights)
    envelopes = ours.seal_all(rules, rights)
    return lambda: ours.verify_all(rules, envelopes)
