"""The `undersign` command, one file per sub-command, and what they share: exit codes, progress, executors."""
