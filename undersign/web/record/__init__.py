"""The record: books for their audiences and the public tree that holds them, which this machine cannot rewrite."""
