"""A member's own account: signing in, seeing what is kept, coming back after a loss, and leaving."""
