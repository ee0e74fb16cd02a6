"""The code to scan: the address of the check page, as an SVG picture."""

import io

import segno

from undersign.reports.look import INK


def qr(address: str) -> str:
    """Draw an address as a QR code of middle error correction, without a border."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, dark=INK, xmldecl=False)
    return drawn.getvalue().decode().strip()
