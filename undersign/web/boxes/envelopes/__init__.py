"""Envelopes between the door and the book: kept encrypted, promised, entered shuffled."""
