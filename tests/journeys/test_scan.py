"""The picture of a link, as it stands on the screen, is read square by square, as a scanner does: it is the link."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import segno
from segno import consts

from tests.journeys.network import add_workplace, found, open_room
from tests.journeys.people import Site, Somebody

QUIET = 4  # light squares around the picture
DATA = (consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT)
FORMAT = 0b101010000010010  # ISO/IEC 18004, 7.9: what the format bits are masked with
BYTES = 0b0100  # the mode in which links are written
TIMING = 6  # the column that is no column of data
MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda y, x: (y + x) % 2,
    lambda y, _x: y % 2,
    lambda _y, x: x % 3,
    lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2,
    lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)
SQUARES = """async ([shot, count]) => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + shot)).blob());
    const canvas = Object.assign(document.createElement("canvas"), {width: picture.width, height: picture.height});
    const area = canvas.getContext("2d");
    area.drawImage(picture, 0, 0);
    const at = place => Math.floor((place + 0.5) * picture.width / count);
    const dark = (y, x) => area.getImageData(at(x), at(y), 1, 1).data[0] < 128;
    return Array.from({length: count}, (_, y) => Array.from({length: count}, (_, x) => dark(y, x)));
}"""
Squares = list[list[bool]]


def squares(reader: Somebody, size: int) -> Squares:
    """Return which squares of a picture are dark on the screen, without the light ones around, of `size` a row."""
    shot = base64.b64encode(reader.page.locator("#scan").screenshot()).decode()
    blank = reader.page.context.new_page()  # the site's own pages fetch nothing but from the site
    seen: Squares = blank.evaluate(SQUARES, [shot, size + 2 * QUIET])
    blank.close()
    rim = [row for at, row in enumerate(seen) if not QUIET <= at < size + QUIET]
    assert not any(any(row) for row in rim)
    return [row[QUIET:-QUIET] for row in seen[QUIET:-QUIET]]


def bits(seen: Squares, like: segno.QRCode) -> Iterator[bool]:
    """Yield the bits of a picture without its mask, in their order; `like`: one of the same version, for its shape."""
    shape: Any = like.matrix_iter(border=0, verbose=True)
    kinds = [list(row) for row in shape]
    written = [seen[8][x] for x in (0, 1, 2, 3, 4, 5, 7, 8)]
    form = sum(bit << (14 - at) for at, bit in enumerate(written)) ^ FORMAT
    assert form >> 13 == 0, "the level of correction is M"
    mask, size = MASKS[form >> 10 & 7], len(seen)
    for turn, right in enumerate([*range(size - 1, TIMING, -2), *range(TIMING - 1, 0, -2)]):
        for y in range(size) if turn % 2 else range(size - 1, -1, -1):
            for x in (right, right - 1):
                if kinds[y][x] in DATA or (y, x) == (8, size - 9):  # segno counts this one with the format
                    yield seen[y][x] != (mask(y, x) == 0)


def read(seen: Squares, like: segno.QRCode) -> str:
    """Return the text that a picture holds."""
    stream = list(bits(seen, like))
    words = [
        sum(bit << (7 - at) for at, bit in enumerate(stream[start : start + 8])) for start in range(0, len(stream), 8)
    ]
    sizes: Any = consts.ECC
    blocks = [each for kind in sizes[like.version][consts.ERROR_LEVEL_M] for each in [kind] * kind.num_blocks]
    held: list[list[int]] = [[] for _ in blocks]
    left = iter(words)
    for at in range(max(each.num_data for each in blocks)):
        for block, each in zip(held, blocks, strict=True):
            if at < each.num_data:
                block.append(next(left))
    whole = int.from_bytes(bytes(word for block in held for word in block))
    length = 8 * sum(map(len, held))
    assert whole >> (length - 4) == BYTES
    count = whole >> (length - 12) & 255
    return (whole >> (length - 12 - 8 * count) & ((1 << 8 * count) - 1)).to_bytes(count).decode()


def test_the_picture_on_the_screen_holds_the_link(site: Site) -> None:
    ana, bo, _ = found(site)
    add_workplace(ana, bo)
    link = open_room(ana)
    like = segno.make(link, error="m", boost_error=False, mode="byte", micro=False)
    seen = squares(ana, int(like.symbol_size(border=0)[0]))
    assert read(seen, like) == link
    assert read([list(map(bool, row)) for row in like.matrix_iter(border=0)], like) == link  # a picture by others
