"""Employers and their workplaces: added by members, confirmed by a second, and who belongs where, for coworkers."""
