"""Batches: how envelopes that wait come into the book, shuffled, and never fewer together than could hide anybody."""
