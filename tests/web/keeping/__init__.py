"""Keeping a site alive: backups, restores, upgrades and installation, each by its command."""
