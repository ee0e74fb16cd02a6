"""From the end of a box to its result: the request, the keyholders' parts, what is published."""
