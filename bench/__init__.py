"""What Undersign costs, measured against something that anyone can run again.

Each module here is one benchmark with a function `run(arguments)`. It explains itself on standard error and ends in
one line on standard output: `NAME: key=value key=value ...`. `python -m bench` lists and runs them;
docs/performance.md keeps the figures with the machine on which they were measured.
"""
