"""Boxes: rules, lists, passes, the door, batches, openings."""
