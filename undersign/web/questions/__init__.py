"""Sealed yes/no questions: the kind of box that opens as totals, the page that asks, the receipt, what came of it."""
