"""The host forks the record: some are shown another one than the rest."""

from __future__ import annotations

from undersign.host.files import HostProblem
from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed import witnesses
from undersign.rehearsal.betrayed.stage import Stage
from undersign.rehearsal.betrayed.states import SIGNED


def _known(stage: Stage) -> Told:
    with stage.served():
        for who in ("Hal", "Ivy"):
            witnesses.phone(stage, who)
    fork = stage.copy(stage.path.with_name(f"{stage.path.name}-fork"))
    ledger = fork.ledger()
    entries = ledger.books[fork.book].entries
    gone = [each for each in entries if each.rest]
    for each in gone:
        entries.remove(each)
    ledger.write(gone[0].position)
    with stage.served(), fork.served():
        theirs = witnesses.phone(stage, "Ivy")
        sights = [witnesses.phone(fork), witnesses.phone(fork, "Gus"), witnesses.keyholders(fork, who=(1,))]
    done = (
        "It kept two records: a true one, and one in which nobody has signed, with other ticks from then on, all made "
        f"with its own keys. Ivy's phone got the true one and {theirs.how}; Hal, Gus and a keyholder got the other."
    )
    return Told(done, [*sights, *witnesses.verify(fork)])


def _fresh(stage: Stage) -> Told:
    with stage.served():
        for who in ("Hal", "Ivy"):
            witnesses.phone(stage, who)
    fork = stage.copy(stage.path.with_name(f"{stage.path.name}-fork"))
    with stage.served(), fork.served():
        hal = stage.phone("Hal")
        hal.sign_in()
        hal.vouch(stage.phone("Ivy").key, _place(stage))
        for each in (stage, fork):
            each.beat()
        sights = [witnesses.phone(fork, "Ivy"), witnesses.phone(stage)]
        witnesses.keyholders(stage)
        later = _moved_over(stage, fork)
    done = (
        "Hal vouched for Ivy. It entered that in the record that it shows to Hal and the keyholders, and showed Ivy "
        "one that grows without it from the last step that she saw. Once Ivy is shown what keyholders have signed "
        f"since, her phone {later}"
    )
    return Told(done, sights)


def _place(stage: Stage) -> bytes:
    found: bytes = stage.one(
        "SELECT workplace FROM boxes_listed l JOIN boxes_box b ON b.id = l.box_id WHERE b.box_id = ?"
    )
    return found


def _moved_over(stage: Stage, fork: Stage) -> str:
    """Show who saw the fork the record that keyholders signed; return what their phone says. Raises HostProblem."""
    (fork.path / "phone-Ivy.json").replace(stage.path / "phone-Ivy.json")
    saw = witnesses.phone(stage, "Ivy")
    if not saw.noticed:
        raise HostProblem("A phone that saw a fork took the other record without a word.")
    return f"refuses it: {saw.how}"


ATTACKS = (
    Attack("fork-the-record", "The host shows some another record than the others.", _known, SIGNED),
    Attack(
        "fork-what-nobody-signed",
        "The host forks the record after what keyholders have signed.",
        _fresh,
        limit="A fork that begins after the last cosigned tick is found only once they sign again.",
    ),
)
