"""Texts of drafts and demands that must not stay: members report them, stewards strike them."""
