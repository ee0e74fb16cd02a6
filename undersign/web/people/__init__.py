"""Members and their keys: how people come in by being vouched for, sign in, come back after a loss, and leave."""
