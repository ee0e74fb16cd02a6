"""People: how they come in, vouch, sign in, come back and leave."""
