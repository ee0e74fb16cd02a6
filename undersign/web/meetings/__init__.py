"""A key meeting carried by the host: what keyholders say to each other, signed, until it enters the record."""
