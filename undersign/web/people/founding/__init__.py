"""The founders' meeting: the first members, in one room, make the list to which every chain of vouches leads."""
