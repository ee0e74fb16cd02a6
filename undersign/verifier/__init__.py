"""Checks a folder with nothing but the protocol: offline, from anywhere, one file for each claim."""
