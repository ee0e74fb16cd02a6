"""Public yardsticks: wages, the poverty line, the minimum wage and places, as shipped files and their readers.

Each file under `data/` is an unchanged public table or a small list of ours. `data/PROVENANCE.md` says where each
comes from, under which terms, and which SHA-256 it has. Nothing here asks the network or the clock.
"""
