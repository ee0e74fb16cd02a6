"""Demands: drafted without a name, signed together, opened at once, followed until they are answered."""
