"""Boxes of every kind: rules fixed beforehand, lists, passes, the anonymous door, batches, openings."""
