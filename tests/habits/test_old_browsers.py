"""The scripts ask for nothing that the oldest browsers lack which docs/member.md names: many phones are old.

tsc holds what JavaScript itself has (tsconfig.client.json); here is what it does not see.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.habits.tree import matching, read

SCRIPTS = [name for name in matching(".js", under="client/") if not name.startswith("client/vendor/")]
# Newer than Safari 15.4, Firefox 115 or Chrome 100. A call with ?.() asks first.
NEWER = re.compile(
    r":has\("
    r"|\(\?<[=!]"
    r"|\bstatic \{"
    r"|AbortSignal\.(?:timeout|any)\b"
    r"|\b(?:Map|Object)\.groupBy\b"
    r"|\.(?:isWellFormed|toWellFormed|toSorted|toReversed|toSpliced|with|requestSubmit|checkVisibility)\("
    r"|\b(?:fromAsync|withResolvers|fromBase64|toBase64|fromHex|toHex|setHTML|showPopover|startViewTransition)\b"
    r"|\bPromise\.try\b"
    r"|\bURL\.(?:canParse|parse)\b"
    r"|\b(?:CompressionStream|DecompressionStream|OffscreenCanvas|requestIdleCallback|CloseWatcher)\b"
    r"|\bfor await\b"
)
OLDEST = {"Safari": "15.4", "Firefox": "115", "Chrome": "100"}


def newer(text: str) -> list[str]:
    """Return what an old browser lacks."""
    return NEWER.findall(text)


def test_no_script_asks_for_what_an_old_browser_lacks() -> None:
    assert len(SCRIPTS) > 100
    assert {name: newer(read(name)) for name in SCRIPTS if newer(read(name))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "AbortSignal.timeout(5000)",
        "Map.groupBy(all, b64)",
        "all.toSorted()",
        'find("[data-twice]:has(input)")',
        "form.requestSubmit()",
        "/(?<=a)b/",
        "text.isWellFormed()",
    ],
)
def test_what_an_old_browser_lacks_is_seen(text: str) -> None:
    assert newer(text) != []


def test_a_name_of_ours_and_a_call_that_asks_first_are_not_meant() -> None:
    assert newer("isWellFormed(text) && groupBy(all, b64) && field?.checkVisibility?.()") == []


def test_what_is_made_of_others_packages_fits_the_oldest_browsers_too() -> None:
    for name, version in OLDEST.items():
        assert f'"{name.lower()}{version}"' in read("client/build.js")
        assert f"{name} {version}" in " ".join(read("docs/member.md").split())


def test_the_types_of_the_scripts_hold_no_newer_javascript() -> None:
    options = json.loads(read("tsconfig.client.json"))["compilerOptions"]
    assert options["lib"] == ["es2022", "dom"]
    assert "tsconfig.client.json" in read("bin/check")
