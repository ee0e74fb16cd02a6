"""A log of hours on a browser's phone: twelve and a half unpaid hours of a month, at $17.50 an hour."""

from __future__ import annotations

PUT = "async ([entries, rate]) => { const kept = await import(document.querySelector('[src*=\"site/survey.js\"]').src"
PUT += ".replace('site/survey.js', 'hours/store.js')); await kept.saveSettings({ rate, weekStarts: 0 });"
PUT += " for (const each of entries) await kept.put(each); }"
"""What a page of a survey runs to put entries and a rate into the log of its browser."""


def month_of_work(month: str) -> list[dict[str, object]]:
    """Return a log of twelve and a half unpaid hours, three of them of tasks outside the role, and supervision."""
    untimed = {"start": "", "end": "", "zone": ""}
    notes = [
        {**untimed, "day": f"{month}-{day:02}", "minutes": 150, "kind": "notes", "tasks": tasks}
        for day, tasks in ((2, []), (3, []), (4, []), (5, [{"duty": "D28", "minutes": 150}]))
    ]
    mine = {**untimed, "day": f"{month}-06", "minutes": 150, "kind": "supervision", "isPaid": False, "byPeer": True}
    late = {"day": f"{month}-07", "start": "22:00", "end": "06:00", "zone": "America/New_York", "kind": "paid"}
    return [*notes, {**mine, "tasks": []}, {**late, "tasks": [{"duty": "D28", "minutes": 200}]}]
