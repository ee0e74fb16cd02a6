"""The record: the public tree, its checkpoints and witnesses, and the books that it proves."""
