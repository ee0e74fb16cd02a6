"""What journeys begin with: three founders at one workplace, each with a phone of their own."""

from __future__ import annotations

from tests.journeys.people import Site, Somebody

WORKPLACE, EMPLOYER = "Harbor House", "Harbor Services"


def found(site: Site) -> list[Somebody]:
    """Let Ana, Bo and Chi found the network."""
    founders = [site.person(name) for name in ("Ana", "Bo", "Chi")]
    for each in founders:
        each.go(site.founding)
        each.introduces()
    ana = founders[0]
    ana.sees("Chi")
    ana.look("who-is-here")
    ana.tap("All here")
    six = set()
    for each in founders:
        each.page.locator("#six").filter(visible=True).wait_for()
        six.add(each.page.inner_text("#six"))
    assert len(six) == 1
    ana.look("six-words")
    for each in founders:
        each.tap("The words are the same: sign")
    for each in founders:
        each.sees("The list is signed")
    ana.look("founded")
    return founders


def add_workplace(one: Somebody, second: Somebody) -> None:
    """Let one member add a workplace and a second confirm it."""
    one.go("/workplaces")
    one.look("workplaces")
    one.tap("Add a workplace")
    one.page.fill("[name=name]", WORKPLACE)
    one.page.fill("[name=employer]", EMPLOYER)
    one.page.select_option("[name=state]", "NY")
    one.page.check("[name=kind][value=private]")
    one.look("add-workplace")
    one.page.locator("form.fields button").click()
    one.sees("Is it new?")
    one.look("is-it-new")
    one.tap("Add it")
    one.sees("waits for a second member")
    second.go("/workplaces")
    second.tap("Look at it")
    second.look("confirm-workplace")
    second.page.locator("[data-act=confirm]").click()
    second.page.wait_for_url("**/workplaces**")
