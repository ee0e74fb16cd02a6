"""The ways in: a link that one member hands to one person, and a room in which several join face to face."""
