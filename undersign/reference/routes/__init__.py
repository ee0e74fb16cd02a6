"""Where something can be taken, by when: what happens to workers and failures of care, told apart.

`questions` leads from plain answers to routes; `routes` reads them from the shipped list; `deadlines` counts the last
day, only where the list was checked and its citation gives a rule; `texts` says the rest in plain words.
"""
