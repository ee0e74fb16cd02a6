"""The receipts on a phone in a real browser: two tabs at once lose none, as IndexedDB does it."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.web.alone.test_hours_store_browser import phone

__all__ = ["phone"]

LOAD = """async () => {
  const { hold } = await import("/client/device/unlocked.js");
  const { keepReceipt, receipts } = await import("/client/device/receipts.js");
  const entropy = new Uint8Array(16).fill(1);
  hold(entropy, true, new Uint8Array(64).fill(1));
  window.keep = (ids) => Promise.all(ids.map((id) => keepReceipt(entropy, { kind: "survey", id })));
  window.ids = async () => (await receipts(entropy)).map(({ id }) => id).sort();
}"""


def test_two_tabs_at_once_lose_no_receipt(phone: BrowserContext) -> None:
    tabs = [phone.new_page(), phone.new_page()]
    wanted = [[f"{tab}{number}" for number in range(9)] for tab in range(2)]
    for page in tabs:
        page.goto("/")
        page.evaluate(LOAD)
    for page, ids in zip(tabs, wanted, strict=True):
        page.evaluate("(ids) => { window.done = keep(ids); }", ids)
    for page in tabs:
        page.evaluate("async () => { await window.done; }")
    assert tabs[0].evaluate("() => ids()") == [*wanted[0], *wanted[1]]
