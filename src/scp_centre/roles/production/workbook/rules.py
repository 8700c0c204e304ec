"""Rules between cells: keys, references, periods, units that fit, loans with their terms."""

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from scp_centre.centre.calendar_days import latest_day
from scp_centre.centre.sheets.findings import Finding
from scp_centre.centre.sheets.schema import Sheet
from scp_centre.methods.messages import _, as_written
from scp_centre.roles.production.workbook.flow_rules import Rows, check_flows
from scp_centre.roles.production.workbook.schema import sheets

PAST = ("assessed_on", "measured_on")  # days of what was done


def check_records(rows: Rows, findings: list[Finding]) -> None:
    """Add what is wrong between the cells. Cells that could not be read are left out."""
    for sheet in sheets():
        findings.extend(_duplicates(sheet, rows))
        findings.extend(_references(sheet, rows))
    checks = (_factory, _to_come, _periods, _centres, check_flows, _options, _outlays, _savings)
    for check in checks:
        findings.extend(check(rows))


def _duplicates(sheet: Sheet, rows: Rows) -> Iterator[Finding]:
    seen: dict[tuple[Any, ...], int] = {}
    for number, values in rows.get(sheet.record, []):
        if not sheet.unique or any(values.get(key) is None for key in sheet.unique):
            continue
        key = tuple(values[k] for k in sheet.unique)
        if key in seen:
            yield Finding(
                sheet.name,
                number,
                sheet.column(sheet.unique[-1]).title,
                _(
                    "Row {seen} already contains {named}.",
                    named=[str(k) for k in key],
                    seen=seen[key],
                ),
                _("Give this row a different key, or delete one of the two rows."),
            )
        seen.setdefault(key, number)


def _references(sheet: Sheet, rows: Rows) -> Iterator[Finding]:
    targets = {s.name: s for s in sheets()}
    for column in (c for c in sheet.columns if c.type == "reference"):
        known = _keys(rows, targets[column.to].record)
        for number, values in rows.get(sheet.record, []):
            value = values.get(column.key)
            if value is None or value in known:
                continue
            near = get_close_matches(str(value), known, n=2) or sorted(known)[:6]
            yield Finding(
                sheet.name,
                number,
                column.title,
                _("'{value}' is not in the list {to}.", value=value, to=as_written(column.to)),
                _("Choose from that list, for example: {names}.", names=list(near))
                if near
                else _("Add a row to {to} first.", to=as_written(column.to)),
            )


def _keys(rows: Rows, record: str) -> list[str]:
    return [values["key"] for _unused, values in rows.get(record, []) if values.get("key")]


def _factory(rows: Rows) -> Iterator[Finding]:
    for number, v in rows.get("factory", []):
        if v.get("electricity_factor") is not None and not v.get("electricity_factor_source"):
            yield Finding(
                "Factory",
                number,
                "Source of the electricity factor",
                _("The source of the factor is missing."),
                _("Enter the publication, its year and page."),
            )
        if currency := v.get("currency"):
            v["currency"] = currency = currency.upper()
        if currency and not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
            yield Finding(
                "Factory",
                number,
                "Currency",
                _("'{currency}' is not a three-letter code.", currency=currency),
                _("Enter a currency code, for example EUR."),
            )


def _to_come(rows: Rows) -> Iterator[Finding]:
    """Say which days of what was done or read are in the future."""
    latest = latest_day()
    for sheet, column in [(s, c) for s in sheets() for c in s.columns if c.key in PAST]:
        for number, v in rows.get(sheet.record, []):
            day = v.get(column.key)
            if day and day > latest:
                message = _("The date cannot be in the future: {day}.", day=day)
                cure = _("Enter today’s date or an earlier date, or leave the field empty.")
                yield Finding(sheet.name, number, column.title, message, cure)


def _periods(rows: Rows) -> Iterator[Finding]:
    if "periods" in rows and not rows["periods"]:
        yield Finding(
            "Periods", 0, "", _("No period has been entered."), _("Enter at least one period.")
        )
    spans = []
    for number, v in rows.get("periods", []):
        start, end = v.get("start"), v.get("end")
        if start and end and end < start:
            yield Finding(
                "Periods",
                number,
                "Last day",
                _("The last day, {end}, is before the first day, {start}.", end=end, start=start),
                _("Correct one of the two dates."),
            )
        elif start and end:
            spans.append((start, end, number))
    spans.sort()
    for (_unused, end, _unused), (start, _unused, number) in zip(spans, spans[1:], strict=False):
        if start <= end:
            yield Finding(
                "Periods",
                number,
                "First day",
                _(
                    "The period begins on {start}, before another period ends on {end}.",
                    start=start,
                    end=end,
                ),
                _("Periods must not overlap."),
            )


def _centres(rows: Rows) -> Iterator[Finding]:
    if "centres" in rows and not rows["centres"]:
        yield Finding(
            "Centres",
            0,
            "",
            _("No centre has been entered."),
            _("Enter at least one process step."),
        )
    for number, v in rows.get("centres", []):
        if str(v.get("key", "")).lower() == "outside":
            yield Finding(
                "Centres",
                number,
                "Centre",
                _("The name 'outside' is reserved."),
                _("Choose another name."),
            )


def _options(rows: Rows) -> Iterator[Finding]:
    for number, v in rows.get("options", []):
        if v.get("decision") == "reject" and not v.get("reason"):
            yield Finding(
                "Options",
                number,
                "Reason",
                _("The reason for rejecting the option is missing."),
                _("Enter the reason so that nobody has to ask for it later."),
            )
        if v.get("loan"):
            for key, title in (("loan_rate", "Loan rate, % a year"), ("loan_years", "Loan, years")):
                if key in v and v[key] is None:
                    yield Finding(
                        "Options",
                        number,
                        title,
                        _("The loan has no interest rate or term."),
                        _("Enter the missing value."),
                    )
        yield from _further_terms(number, v)
        if v.get("book_value") and not v.get("book_years"):
            yield Finding(
                "Options",
                number,
                "Remaining depreciation, years",
                _("The book value has no remaining depreciation period."),
                _(
                    "Enter the number of years over which the book value would still be "
                    "depreciated."
                ),
            )
        investment, subsidy = v.get("investment") or 0, v.get("subsidy") or 0
        if (v.get("loan") or 0) + subsidy > investment:
            yield Finding(
                "Options",
                number,
                "Loan",
                _("The loan and subsidy together are larger than the investment."),
                _("Reduce the loan or the subsidy."),
            )


def _further_terms(number: int, v: dict[str, Any]) -> Iterator[Finding]:
    """Yield what other savings and renewals lack, and a replacement that is too dear."""
    if v.get("other_saving") and not v.get("other_saving_basis"):
        yield Finding(
            "Options",
            number,
            "Basis of other savings",
            _("The basis for the other savings is missing."),
            _("Enter what the other savings are and where the figure comes from."),
        )
    if v.get("renewal") and not v.get("renewal_years"):
        yield Finding(
            "Options",
            number,
            "Renewed every, years",
            _("The renewal cost has no interval in years."),
            _("Enter the number of years until the next renewal."),
        )
    own = (v.get("investment") or 0) - (v.get("subsidy") or 0)
    if (v.get("replaced") or 0) > max(own, 0):
        yield Finding(
            "Options",
            number,
            "Replacement due anyway",
            _("The replacement costs more than the option itself."),
            _("Enter no more than the investment minus the subsidy."),
        )


def _outlays(rows: Rows) -> Iterator[Finding]:
    """Yield investments that come when the option works no longer."""
    lives = {v["key"]: v.get("years") for _unused, v in rows.get("options", []) if v.get("key")}
    for number, v in rows.get("outlays", []):
        life, year = lives.get(v.get("option")), v.get("year")
        if life and year and year >= life:
            yield Finding(
                "Later investments",
                number,
                "Year",
                _(
                    "An investment is planned for year {year}, but the option ends in year {last}.",
                    year=year,
                    last=life,
                ),
                _("Choose an earlier year, or a longer lifetime."),
            )


def _savings(rows: Rows) -> Iterator[Finding]:
    flows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for _unused, v in rows.get("flows", []):
        if v.get("key"):
            flows[v["key"]].append(v)
    calculated = {v.get("option") for _unused, v in rows.get("measurements", [])}
    for number, v in rows.get("savings", []):
        if v.get("flow") and v["flow"] not in flows:
            near = get_close_matches(v["flow"], flows, n=2) or sorted(flows)[:6]
            yield Finding(
                "Savings",
                number,
                "Flow",
                _("'{value}' is not in the list {to}.", value=v["flow"], to=as_written("Flows")),
                _("Choose from that list, for example: {names}.", names=list(near)),
            )
        yield from _share_or_amount(number, v, calculated)


def _share_or_amount(number: int, v: dict[str, Any], calculated: set[Any]) -> Iterator[Finding]:
    if "share" not in v or "amount" not in v:
        return
    if v["share"] is not None and v["amount"] is not None:
        yield Finding(
            "Savings",
            number,
            "Saving, %",
            _("Both a share and an amount are given."),
            _("Keep either the share or the amount."),
        )
    if v["share"] is None and v["amount"] is None and v.get("option") not in calculated:
        yield Finding(
            "Savings",
            number,
            "Saving, %",
            _("Neither a share nor an amount is given."),
            _("Enter a share or an amount, or enter measurements for a calculation."),
        )
    if v["amount"] is not None and "unit" in v and not v["unit"]:
        yield Finding(
            "Savings",
            number,
            "Unit",
            _("The amount has no unit."),
            _("Choose the unit of the amount."),
        )
