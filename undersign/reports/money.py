"""Amounts of dollars in words fit for a page."""

from undersign.reports.statistics import Estimate

THOUSAND = 1000
ROUNDED_TO = 100


def short(dollars: int) -> str:
    """Write an edge for an axis: $0, $500, $12.5k, $150k."""
    return f"${dollars}" if dollars < THOUSAND else f"${dollars / THOUSAND:,g}k"


def full(dollars: int) -> str:
    """Write an exact amount: $12,500."""
    return f"${dollars:,}"


def about(estimate: Estimate) -> str:
    """Write an estimate to the nearest hundred dollars, or as the open last range."""
    if estimate.above:
        return f"{full(estimate.dollars)} or more"
    return full(round(estimate.dollars / ROUNDED_TO) * ROUNDED_TO)
