"""The picture of a link, as it stands on the screen, is read as a scanner does: it is the link."""

from __future__ import annotations

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.journeys.network import add_workplace, found, open_room
from tests.journeys.people import PHONE, Site


@pytest.mark.parametrize("site", [PHONE], ids=["phone"], indirect=True)
def test_the_picture_on_the_screen_holds_the_link(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    link = open_room(ana)
    shot = Image.open(BytesIO(ana.page.locator("#scan").screenshot()))
    (read,) = zxingcpp.read_barcodes(shot)
    assert read.text == link
