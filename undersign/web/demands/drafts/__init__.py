"""Drafts: the standing boxes of workplaces, rooms, and what a draft puts up for signing."""
