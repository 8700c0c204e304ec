"""Parameters with formulas: read by a small grammar of our own, never evaluated as code."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _

LONGEST, DEEPEST, LARGEST_POWER = 2_000, 100, 1_000.0

MOST_DIGITS = 15.0


def _digits(asked: float) -> int:
    """Return how many digits a number is rounded to; more than a number has are refused."""
    if abs(asked) > MOST_DIGITS:
        raise ValueError(asked)
    return int(asked)


FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": math.ceil,
    "cos": math.cos,
    "exp": math.exp,
    "floor": math.floor,
    "if": lambda condition, yes, no: yes if condition else no,
    "ln": math.log,
    "log": math.log10,
    "log10": math.log10,
    "max": max,
    "min": min,
    "pow": math.pow,
    "round": lambda x, digits=0.0: round(x, _digits(digits)),
    "sin": math.sin,
    "sqr": lambda x: x * x,
    "sqrt": math.sqrt,
    "sum": lambda *parts: math.fsum(parts),
    "tan": math.tan,
}
CONSTANTS = {"pi": math.pi, "e": math.e, "true": 1.0, "false": 0.0}
OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: lambda x, y: math.pow(x, y) if abs(y) <= LARGEST_POWER else math.inf,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def evaluate_parameters(
    formulas: Mapping[str, str | float], changes: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return the value of every parameter; a scenario changes some of them.

    formulas : name -> a number, or a formula of numbers, other parameters, + - * / ^ % and the
    functions listed in FUNCTIONS; names do not tell small letters from capitals
    changes : name -> the value that a scenario gives instead

    Raises InvalidValueError for a formula that cannot be read, an unknown name or function, a
    formula that needs itself, and a value that is not a number.

    >>> evaluate_parameters({"mass": 2, "steel": "0.25 * mass"}, {"mass": 4})["steel"]
    1.0
    """
    wanted: dict[str, str | float] = {name.lower(): text for name, text in formulas.items()}
    for name, value in (changes or {}).items():
        if name.lower() not in wanted:
            raise _unknown(name, name, list(formulas))
        wanted[name.lower()] = value
    trees = {name: _parse(name, text) for name, text in wanted.items()}
    values: dict[str, float] = {}
    for name in _in_order(trees):
        values[name] = _value(name, trees[name], values)
    return {name: values[name.lower()] for name in formulas}


def evaluate(formula: str | float, parameters: Mapping[str, float], *, where: str) -> float:
    """Return the value of one formula over parameters that have values.

    Raises InvalidValueError as `evaluate_parameters` does.
    """
    values = {name.lower(): value for name, value in parameters.items()}
    return _value(where, _parse(where, formula), values)


def names_of(formula: str, *, where: str) -> frozenset[str]:
    """Return the names that a formula needs, in small letters.

    Raises InvalidValueError for a formula that cannot be read, or uses a function that we lack.

    >>> sorted(names_of("if(Water > 0; Water / nights; 0) + pi", where="criterion 1"))
    ['nights', 'water']
    """
    tree = _parse(where, formula)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if not isinstance(node.func, ast.Name):
                raise _unreadable(where, formula)
            _function(where, node.func.id.rstrip("_"))
    return frozenset(_names(tree) - set(CONSTANTS))


def _parse(name: str, formula: str | float) -> ast.expr:
    if isinstance(formula, int | float):
        return ast.Constant(float(formula))
    text = formula.strip().replace("^", "**").replace(";", ",").replace("<>", "!=")
    text = _lower_words(text.replace("&&", " and ").replace("||", " or "))
    if len(text) > LONGEST:
        raise _unreadable(name, formula)
    try:
        tree = ast.parse(_single_equals(text), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(name, formula) from None
    if _depth(tree) > DEEPEST or isinstance(tree, ast.Tuple):  # 1,5 is two numbers to Python
        raise _unreadable(name, formula)
    return tree


def _lower_words(text: str) -> str:
    """Return a formula in small letters, in which `if` is a function and not a word of Python."""
    return re.sub(r"\bif\s*\(", "if_(", text.lower())


def _single_equals(text: str) -> str:
    """Return a formula in which one = compares, as in spreadsheets."""
    found = []
    for place, sign in enumerate(text):
        beside = text[place - 1 : place] + text[place + 1 : place + 2]
        single = sign == "=" and not set(beside) & set("=<>!")
        found.append("==" if single else sign)
    return "".join(found)


def _depth(tree: ast.AST) -> int:
    """Return how deep a formula is nested, without recursion."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in ast.iter_child_nodes(node)]
    return deepest


def _names(tree: ast.AST) -> set[str]:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called}


def _in_order(trees: Mapping[str, ast.expr]) -> list[str]:
    """Return the names so that each stands after those it needs, without recursion."""
    order: list[str] = []
    state: dict[str, str] = {}
    for first in trees:
        waiting = [(first, False)]
        while waiting:
            name, is_done = waiting.pop()
            if is_done:
                state[name] = "done"
                order.append(name)
                continue
            if state.get(name) == "done":
                continue
            if state.get(name) == "open":
                raise _circular(name, [n for n in trees if state.get(n) == "open"])
            state[name] = "open"
            waiting.append((name, True))
            for needed in sorted(_names(trees[name])):
                if needed in trees and state.get(needed) != "done":
                    if state.get(needed) == "open":
                        raise _circular(needed, [n for n in trees if state.get(n) == "open"])
                    waiting.append((needed, False))
    return order


def _value(name: str, tree: ast.expr, values: Mapping[str, float]) -> float:
    try:
        found = float(_reckon(name, tree, values))
    except (ZeroDivisionError, OverflowError, ValueError, TypeError):
        found = math.nan
    if not math.isfinite(found):
        raise InvalidValueError(
            _("The result of the formula for {name} is not a number.", name=name),
            where=name,
            cure=_(
                "Check the formula for division by 0, or for the root or logarithm of a negative "
                "number."
            ),
        )
    return found


def _reckon(name: str, node: ast.expr, values: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=word):
            if word in values:
                return values[word]
            if word in CONSTANTS:
                return CONSTANTS[word]
            raise _unknown(name, word, list(values))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_reckon(name, left, values), _reckon(name, right, values))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_reckon(name, operand, values)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _reckon(name, operand, values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return float(not _reckon(name, operand, values))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
            compared = OPERATORS[type(op)](
                _reckon(name, left, values), _reckon(name, right, values)
            )
            return float(compared)
        case ast.BoolOp(op=op, values=parts):
            truths = [bool(_reckon(name, part, values)) for part in parts]
            return float(all(truths) if isinstance(op, ast.And) else any(truths))
        case ast.Call(func=ast.Name(id=word), args=parts, keywords=[]):
            return _call(name, word.rstrip("_"), parts, values)
    raise _unreadable(name, ast.unparse(node))


def _call(name: str, word: str, parts: list[ast.expr], values: Mapping[str, float]) -> Any:
    function = _function(name, word)
    # Never a whole number of Python, which grows without end.
    return float(function(*(_reckon(name, part, values) for part in parts)))


def _function(name: str, word: str) -> Callable[..., float]:
    if word not in FUNCTIONS:
        raise InvalidValueError(
            _(
                "The formula for {name} uses the unknown function {word}.",
                name=name,
                word=word,
            ),
            where=name,
            cure=_("Known functions: {names}.", names=sorted(FUNCTIONS)),
        )
    return FUNCTIONS[word]


def _unknown(name: str, word: str, known: list[str]) -> InvalidValueError:
    return InvalidValueError(
        _(
            "The formula for {name} uses the unknown parameter {word}.",
            name=name,
            word=word,
        ),
        where=name,
        cure=_("Known parameters: {names}.", names=sorted(known)[:20])
        if known
        else _("There are no parameters. Enter a number, or add the parameter first."),
    )


def _circular(name: str, within: list[str]) -> InvalidValueError:
    return InvalidValueError(
        _("The formulas for {names} depend on each other.", names=within),
        where=name,
        cure=_("Enter a number for one of these parameters."),
    )


def _unreadable(name: str, formula: str) -> InvalidValueError:
    return InvalidValueError(
        _("The formula for {name} cannot be read: {formula}", name=name, formula=formula[:200]),
        where=name,
        cure=_("Use only numbers with a decimal point, parameters, + - * / ^ and known functions."),
    )
