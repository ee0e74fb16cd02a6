"""The folder that plays the host: books, the public tree, promises, the inbox, and what each reader may take away."""
