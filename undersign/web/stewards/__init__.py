"""Who runs this host and who pays for it, in public; and the pages on which stewards do their work, in the open."""
