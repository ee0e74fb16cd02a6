"""The keyholder's own program, never served by the host: keys, stock, answers, cosignatures, openings."""
