"""The keyholder's own program, never served by the host: its keys, its stock, its answers, its cosignature, its opening."""
