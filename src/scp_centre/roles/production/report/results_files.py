"""The results as data: JSON for programs, XLSX for the desk."""

import json
from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any

from scp_centre import __version__
from scp_centre.centre.sheets.xlsx_writer import new_book
from scp_centre.centre.translation import Speaker, speaker
from scp_centre.methods.messages import _
from scp_centre.roles.production.assessment.results import AssessmentResult, OptionResult
from scp_centre.roles.production.pictures import PICTURES, draw


def results(result: AssessmentResult) -> dict[str, Any]:
    """Return everything that follows from the workbook as plain values, units in the names."""
    period = result.assessed
    return {
        "program": {"name": "scp-centre", "version": __version__},
        "factory": _plain(asdict(result.file.factory)),
        "currency": result.currency,
        "price_year": result.file.factory.price_year,
        "periods": [_period(p) for p in result.periods],
        "changes": [
            asdict(c) | {"relative_change": c.relative_change, "better": c.better}
            for c in result.changes
        ],
        "losses": [
            {
                "flow": loss.flow.key if loss.flow else None,
                "name": loss.flow.name if loss.flow else loss.reason,
                "centre": loss.centre,
                **loss.costs.as_dict(),
            }
            for loss in period.costs.losses
        ],
        "options": [_option(o) for o in result.options],
        "plan": {
            "options": [o.entry.key for o in result.plan.options],
            "investment": result.plan.investment,
            "annual_saving": result.plan.annual_saving,
            "running_cost": result.plan.running_cost,
            "net_saving": result.plan.net_saving,
            "npv": result.plan.npv,
            "co2e_t": result.plan.co2e_t,
            "payback_years": result.plan.payback_years,
            "later_investment": result.plan.later_investment,
            "net_saving_range": _as_list(result.plan.net_saving_range),
            "payback_range_years": _as_list(result.plan.payback_range),
            "saved": result.plan.saved,
        },
        "abatement_curve": [asdict(s) for s in result.curve],
        "suggestions": [asdict(s) for s in result.suggestions],
        "figures": [asdict(f) for f in result.figures],
        "notices": [{"key": n.key, **dict(n.values)} for n in result.notices],
        "sources": list(result.sources),
    }


def results_json(result: AssessmentResult) -> str:
    return json.dumps(results(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _as_list(interval: tuple[float | None, float | None] | None) -> list[float | None] | None:
    return list(interval) if interval else None


def _range(o: OptionResult) -> dict[str, Any]:
    """Return the range of an estimated saving and its payback, each in a cell of its own."""
    low, high = o.net_saving_range or (None, None)
    first, _middle, last = o.spread.payback if o.spread else (None, None, None)
    return {
        "estimated_net_saving_low": low,
        "estimated_net_saving_high": high,
        "estimated_payback_years_low": first,
        "estimated_payback_years_high": last,
    }


def _period(p: Any) -> dict[str, Any]:
    return {
        "period": p.period.key,
        "start": p.period.start.isoformat(),
        "end": p.period.end.isoformat(),
        "performance": asdict(p.performance),
        "balances": {
            name: [
                {
                    "centre": b.centre,
                    "inputs": b.inputs,
                    "outputs": b.outputs,
                    "stock_change": b.stock_change,
                    "closing_error": b.closing_error,
                    "closing_percent": b.closing_percent,
                    "state": b.state,
                    "unit": b.unit,
                }
                for b in rows
            ]
            for name, rows in p.balances.items()
        },
        "reconciliation": {
            name: [
                {"flow": k, "value": float(v), "adjusted": float(x), "correction": float(x - v)}
                for k, v, x in zip(r.ids, r.values, r.adjusted, strict=True)
            ]
            for name, r in p.reconciliations.items()
        },
        "costs": {
            "in": p.costs.costs_in,
            "product": p.costs.product.total,
            "loss": p.costs.loss,
            "stock": p.costs.stock,
            "not_split": p.costs.not_split,
        },
        "co2e_kg": p.emissions.co2e_kg,
        "biogenic_co2_kg": p.emissions.biogenic_co2_kg,
        "scope": {"1": p.emissions.scope_kg(1), "2": p.emissions.scope_kg(2)},
    }


def _option(o: Any) -> dict[str, Any]:
    a = o.appraisal
    return {
        "key": o.entry.key,
        "name": o.entry.name,
        "rank": o.rank,
        "decision": o.entry.decision,
        "investment": a.terms.own_investment,
        "annual_saving": o.gross_saving,
        "other_saving": o.entry.other_saving or 0.0,
        "replaced": a.terms.replaced,
        "extra_investment": a.terms.extra_investment,
        "renewal": a.terms.renewal,
        "renewal_years": a.terms.renewal_years,
        "later_investment": a.terms.later_investment,
        "book_value": a.terms.book_value,
        "sale": a.terms.sale,
        "annual_saving_alone": o.effect.money_alone,
        "annual_saving_full_cost": o.effect.money_full,
        "running_cost": o.entry.operating_cost or 0.0,
        "net_saving": o.net_saving,
        **_range(o),
        "saved": o.effect.saved,
        "co2e_t": o.effect.co2e_t,
        "simple_payback_years": a.simple_payback_years,
        "discounted_payback_years": a.discounted_payback_years,
        "npv": a.npv,
        "npv_alone": o.alone.npv,
        "irr": a.irr,
        "benefit_cost_ratio": a.benefit_cost_ratio,
        "annualised_cost": a.annualised_cost,
        "cost_per_t_co2e": a.cost_per_t_co2e,
        "cash_flow": list(a.cash_flow),
        "payback_range_years": list(o.spread.payback) if o.spread else None,
        "npv_range": list(o.spread.npv) if o.spread else None,
        "share_of_cases_that_gain": o.spread.gains if o.spread else None,
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def write_results_xlsx(result: AssessmentResult, language: str = "en") -> bytes:
    """Return the tables of all pictures and of the options as a workbook."""
    say: Speaker = speaker(language)
    buffer = BytesIO()
    with new_book(buffer) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e8ece6"})
        figures = [
            (f.key, f.name, f.value, f.unit, f.period, f.explanation.formula)
            for f in result.figures
        ]
        head = (
            "key",
            say(_("Quantity")),
            say(_("Value")),
            say(_("Unit")),
            say(_("Period")),
            say(_("Formula")),
        )
        _sheet(book, "Figures", head, figures, bold)
        options = [_option(o) for o in result.options]
        # A range is None for one option and a list for the next: neither has room in a cell.
        many = {k for o in options for k, v in o.items() if isinstance(v, dict | list)}
        names = [k for k in (options[0] if options else ()) if k not in many]
        rows = [tuple(o[k] for k in names) for o in options]
        _sheet(book, "Options", tuple(names), rows, bold)
        costs = [
            (x.centre, x.flow.name if x.flow else x.reason, *x.costs.as_dict().values())
            for x in result.assessed.costs.losses
        ]
        loss_head = (
            say(_("Centre")),
            say(_("Loss")),
            "material",
            "energy",
            "system",
            "waste_management",
            "total",
        )
        _sheet(book, "Losses", loss_head, costs, bold)
        for name in PICTURES:
            picture = draw(name, result, say)
            _sheet(book, name, picture.head, list(picture.rows), bold)
    return buffer.getvalue()


def _sheet(book: Any, name: str, head: tuple[str, ...], rows: list[Any], bold: Any) -> None:
    page = book.add_worksheet(name[:31])
    page.write_row(0, 0, head, bold)
    page.set_column(0, max(len(head) - 1, 0), 22)
    page.freeze_panes(1, 0)
    for i, row in enumerate(rows, start=1):
        page.write_row(i, 0, row)
