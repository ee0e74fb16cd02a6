"""The frame of a page that is one file: no script, nothing fetched, one style sheet within."""

import hashlib
from base64 import b64encode
from html import escape


def document(title: str, body: str, style: str, language: str = "en") -> str:
    """Wrap a body. The policy in the head lets nothing run and nothing load but the one style sheet within."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
