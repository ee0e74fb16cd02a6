"""The running demo that a host betrays: made once, copied for each attack, and what host and witnesses have there."""
