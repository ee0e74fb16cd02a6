"""The sentences of a report that are ours, in one place, so that their reading level can be checked."""

MADE_UP_MARK = "Demo or rehearsal"
MADE_UP = "This is a demo or a rehearsal. Do not take these figures for real ones."
CONTENTS = "Pick a group to see its chart."
CHART = (
    "In a chart of pay, each column shows how many fell into that range. The thick bar under the columns spans the "
    "middle half, and its tick is the median. Both are estimates: we know the range of each answer, not the sum."
)
UNEVEN = "The columns do not all cover an equal range."
NO_ANSWERS = "Nobody in this group answered this question."
NOTHING_SHUT = "Nothing stayed shut."
SHUT = "These envelopes were not opened, and never will be. A group below the limit stays shut for good."
NOT_CHECKED = "No check was run for this page. Anyone with the survey's folder can run one: undersign verify FOLDER."
CHECKED = "Each claim below was checked by a program, on the sealed record. Anyone with that folder can check again."
LIMITS = (
    "Answers were opened as totals only. No one can see who gave which answer from this page.",
    "All see the exact total of a group. If all in it gave the same answer, then each answer is known.",
    "If all but one compare notes, they know what that one said.",
    "If few joined or left since the last survey, the change may show what they said.",
    "People chose to answer. Those who did not might have said something else.",
)
PAY_LIMIT = "People told their own pay. No one looked at a pay slip."
YARDSTICKS = (
    "The lines in the charts are public figures. Wages are for a full year of full-time work, before tax. "
    "The poverty line is held against all the money that a home has in a year."
)
FOOTER = "This page is one file. It runs no program and loads nothing. You can save it, print it or send it on."
