"""What somebody types about their pay."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersign.reference.asked import CENT, HIGHEST_HOURLY, HOURS_IN_A_WEEK, WEEKS, Asked, by_year
from undersign.reference.jobs import JOBS
from undersign.reference.places import Place, place, places
from undersign.reference.poverty import LARGEST
from undersign.reference.wages import Metro, metros_called, metros_in

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STATES: Final = tuple((each.code, each.name) for each in places())
PEER: Final = ("", _("Peer support worker"))
CITY_MOST: Final = 100
AMOUNT_MOST: Final = 20
WHOLE_STATE: Final = "all"
LOWEST_HOURLY: Final = 1
AMOUNT: Final = re.compile(r"[0-9]{1,9}([.][0-9]{0,4}|,[0-9]{0,2})?|[.,][0-9]{1,2}")
THOUSANDS: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+([.][0-9]{1,2})?")


class AmountField(forms.CharField):
    """A number as people type it: 17.50, 17,50, $36,400."""

    def __init__(self, say: _StrPromise, initial: str | None = None) -> None:
        super().__init__(max_length=AMOUNT_MOST, initial=initial, error_messages={"required": say, "max_length": say})
        self.say = say

    def clean(self, value: object) -> Decimal:
        """Return the number. Raises ValidationError."""
        typed = re.sub(r"[\s$]", "", str(super().clean(value)))
        if THOUSANDS.fullmatch(typed):
            return Decimal(typed.replace(",", ""))
        if AMOUNT.fullmatch(typed):
            return Decimal(typed.replace(",", "."))
        raise forms.ValidationError(self.say)


class PayForm(forms.Form):
    """Pay, hours, household, place and job. `areas` are those to choose from, where a name does not fit just one."""

    state = forms.ChoiceField(
        choices=STATES, error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a state."))
    )
    city = forms.CharField(required=False, max_length=CITY_MOST)
    area = forms.CharField(required=False, max_length=AMOUNT_MOST)
    pay = AmountField(_("Write your pay in dollars, such as 17.50."))
    unit = forms.ChoiceField(
        choices=(("hour", _("For an hour")), ("year", _("For a year"))),
        initial="hour",
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose an hour or a year.")),
    )
    paid = AmountField(_("Write the paid hours of a week, such as 40 or 37.5."), "40")
    unpaid = AmountField(_("Write the unpaid hours of a week, such as 5. Write 0 if there are none."), "0")
    household = forms.IntegerField(
        min_value=1,
        max_value=LARGEST,
        initial=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Write how many people live on this pay: a whole number from 1 to 20."),
        ),
    )
    job = forms.ChoiceField(
        choices=(PEER, *JOBS.items()),
        required=False,
        error_messages={"invalid_choice": _("Choose a job from the list.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - what Django's forms take
        super().__init__(*args, **kwargs)
        self.areas: tuple[Metro, ...] = ()
        self.metro: Metro | None = None

    def clean(self) -> None:
        """Check what only shows when everything is seen together."""
        typed = self.cleaned_data
        if "state" in typed and "city" in typed:
            self._find_area(place(typed["state"]), typed["city"], typed.get("area", ""))
        if "paid" in typed:
            self._check_hours(typed["paid"], typed.get("unpaid", Decimal(0)))
        if {"pay", "unit", "paid"} <= typed.keys():
            self._check_pay()

    def _find_area(self, state: Place, city: str, chosen: str) -> None:
        here = {area.code: area for area in metros_in(state)}
        if chosen in here:
            self.metro = here[chosen]
        elif city and chosen != WHOLE_STATE:
            fitting = metros_called(city, state)
            self.metro = fitting[0] if len(fitting) == 1 else None
            if not self.metro:
                self.areas = fitting or tuple(here.values())
                self.add_error("city", self._which(fitting))

    def _which(self, fitting: tuple[Metro, ...]) -> str:
        if fitting:
            return gettext("This fits several areas. Choose one below.")
        if self.areas:
            return gettext("We know no area of that name in this state. Choose one below, or the whole state.")
        return gettext("There are no figures for a smaller area here. Leave this empty.")

    def _check_hours(self, paid: Decimal, unpaid: Decimal) -> None:
        if not paid:
            self.add_error("paid", gettext("Write the paid hours of a week, more than 0."))
        elif paid > HOURS_IN_A_WEEK:
            self.add_error("paid", gettext("A week has 168 hours. This is more."))
        elif paid + unpaid > HOURS_IN_A_WEEK:
            self.add_error("unpaid", gettext("A week has 168 hours. Paid and unpaid hours together are more."))

    def _check_pay(self) -> None:
        hourly = self._pay()[0]
        if hourly > HIGHEST_HOURLY:
            self.add_error("pay", gettext("That is more than 1,000 dollars an hour. Is it the pay for a year?"))
        elif hourly < LOWEST_HOURLY:
            self.add_error("pay", gettext("That is less than 1 dollar an hour. Is it the pay for an hour?"))

    def _pay(self) -> tuple[Decimal, Decimal]:
        """Return pay for an hour and for a year."""
        pay, paid = self.cleaned_data["pay"], self.cleaned_data["paid"]
        return by_year(pay, paid) if self.cleaned_data["unit"] == "year" else (pay, (pay * paid * WEEKS).quantize(CENT))

    def asked(self) -> Asked:
        """Return what was said, once it is valid."""
        typed, (hourly, yearly) = self.cleaned_data, self._pay()
        return Asked(
            place(typed["state"]),
            self.metro,
            hourly,
            yearly,
            typed["paid"],
            typed["unpaid"],
            typed["household"],
            typed["job"] or None,
        )

    def kept(self) -> PayForm:
        """Return the same form to change something in it, with the area under its whole name."""
        typed = {name: self[name].value() for name in self.fields}
        return PayForm(typed | {"city": self.metro.name if self.metro else "", "area": ""})
