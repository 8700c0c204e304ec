"""The criteria of a version in a language: its own titles, which stand in it for each language.

Beside `title`, the scheme, each measure, each criterion and each limit of a formula may have
`titles`: language -> text. A measure of words may have `words`: word -> language -> text.
A measure may name the `indicator` under which another role enters it; else it is this role's own.
"""

import json
from collections.abc import Mapping
from typing import Any

from scp_centre.centre.translation import current_speaker
from scp_centre.methods.criteria import Scheme, read_scheme
from scp_centre.methods.criteria.rules import require_computable
from scp_centre.methods.criteria.scheme import require_free_names
from scp_centre.methods.entries.json_text import read_json, require_storable
from scp_centre.methods.errors import InvalidValueError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.errors import RecognitionError
from scp_centre.roles.recognition.models import CriteriaVersion

LARGEST = 200_000  # characters of the criteria of one version
MOST_CRITERIA = 200  # that one page shows


def scheme_of(version: CriteriaVersion, language: str = "") -> Scheme:
    """Return the criteria of a version with its titles in a language, else that of the page."""
    said = in_language(version.content, language or current_speaker().language)
    return read_scheme(said, is_draft=version.published is None)


def in_language(content: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return criteria whose titles are those of a language, where they have one."""
    measures = content["measures"]
    return {
        **_titled(content, language),
        "measures": {name: _measure_in(one, language) for name, one in measures.items()},
        "criteria": [_criterion_in(one, language) for one in content["criteria"]],
        "grades": [_titled(one, language) for one in content.get("grades", [])],
    }


def _measure_in(measure: Mapping[str, Any], language: str) -> dict[str, Any]:
    said = _titled(measure, language)
    if isinstance(words := measure.get("words"), dict):
        said["words"] = {word: _word_in(word, titles, language) for word, titles in words.items()}
    return said


def _word_in(word: str, titles: Any, language: str) -> str:
    """Return the title of a word in a language, else its English one, else the word."""
    if isinstance(titles, dict):
        titles = titles.get(language) or titles.get("en")
    return titles.strip() if isinstance(titles, str) and titles.strip() else word


def _criterion_in(criterion: Mapping[str, Any], language: str) -> dict[str, Any]:
    said = _titled(criterion, language)
    rules = {name: said[name] for name in ("rule", "when", "unless") if name in said}
    return said | {name: rule_in_language(rule, language) for name, rule in rules.items()}


def rule_in_language(rule: Any, language: str) -> Any:
    """Return a rule whose limits have their titles in a language."""
    if isinstance(rule, list):
        return [rule_in_language(part, language) for part in rule]
    if not isinstance(rule, dict):
        return rule
    said = _titled(rule, language) if "value" in rule else dict(rule)
    parts = {name: said[name] for name in ("all", "any", "not") if name in said}
    return said | {name: rule_in_language(part, language) for name, part in parts.items()}


def _titled(part: Mapping[str, Any], language: str) -> dict[str, Any]:
    titles = part.get("titles")
    own = titles.get(language) if isinstance(titles, dict) else None
    return {**part, "title": own} if isinstance(own, str) and own.strip() else dict(part)


def text_of(content: Mapping[str, Any]) -> str:
    """Return criteria as the JSON that people read and edit."""
    return json.dumps(content, ensure_ascii=False, indent=2)


def read_criteria(text: str) -> dict[str, Any]:
    """Return the criteria that a text holds as JSON.

    Raises RecognitionError for a text that is none, naming the place.
    """
    if len(text) > LARGEST:
        raise RecognitionError(
            _(
                "The criteria are longer than {_LARGEST} characters.",
                _LARGEST=LARGEST,
            ),
            where="content",
            cure=_("Divide the criteria between two schemes."),
        )
    try:
        content = read_json(text)
        require_storable(content)
    except ValueError:
        raise RecognitionError(
            _("The criteria are not valid JSON."),
            where="content",
            cure=_(
                "Check the brackets, commas and quotation marks. Each name may appear only once."
            ),
        ) from None
    require_sound(content)
    return dict(content)


def require_sound(content: Any, *, is_draft: bool = False) -> None:
    """Refuse criteria that break the rules of their language, or that are too many or too long.

    is_draft : they are still being written, so criteria and points may be missing

    Raises RecognitionError, naming the place.
    """
    try:
        _require_plain_points(content)
        scheme = read_scheme(content, is_draft=is_draft)
        require_free_names(scheme)
        for one in scheme.criteria:
            for rule in (one.rule, one.when, one.unless):
                if rule is not None:
                    require_computable(rule, one.id)
    except InvalidValueError as error:
        raise RecognitionError(error.message, where="content", cure=error.cure) from None
    if len(scheme.criteria) > MOST_CRITERIA:
        raise RecognitionError(
            _("There are too many criteria. The maximum is {_MOST}.", _MOST=MOST_CRITERIA),
            where="content",
            cure=_("Divide the criteria between two schemes."),
        )


def _require_plain_points(content: Any) -> None:
    """Refuse points that are no object, of which the reader of schemes expects one."""
    points = content.get("points", {}) if isinstance(content, dict) else {}
    if not isinstance(points, dict) or not isinstance(points.get("groups", {}), dict):
        raise InvalidValueError(
            _("The points of the criteria must be a JSON object."),
            cure=_("Correct this part of the scheme."),
        )


def indicators_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Return measure -> name under which the ledger has it."""
    return {
        name: str(one.get("indicator") or f"label_{name}")[:60]
        for name, one in content["measures"].items()
    }
