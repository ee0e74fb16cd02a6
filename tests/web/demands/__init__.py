"""Drafts and demands, from the first word to what follows once names have opened."""
