"""Makers of the vector files, and the operations that run them in Python."""
