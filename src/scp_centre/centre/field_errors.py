"""What a form says of a field that it refuses: one sentence that names the thing and what to do.

A field may say it by itself (`error_messages` with a message of ours). All else is said here, by
the field's label and kind, so that no sentence of the framework reaches a person.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from scp_centre.centre.entry_fields import DayField
from scp_centre.methods.messages import Message, Number, Within, _, n_

# First words of a label after which English takes no article: "Enter your name".
NO_ARTICLE = {"a", "an", "its", "my", "the", "that", "your", "this", "these", "those"}
NO_ARTICLE |= {"how", "what", "when", "where", "which", "who", "whom", "why"}
PICKED = (forms.ChoiceField, forms.ModelChoiceField)
SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


def _takes_article(label: str) -> bool:
    return label.split(" ", 1)[0].lower() not in NO_ARTICLE


def _missing(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    name = Within(label)
    if isinstance(field, forms.BooleanField):
        return _("Tick “{label}” to continue.", label=label)
    if isinstance(field, SEVERAL):
        return _("Choose at least one option for “{label}”.", label=label)
    if isinstance(field, forms.FileField):
        return _("Choose a file for “{label}”.", label=label)
    if isinstance(field, PICKED):
        if _takes_article(label):
            return _("Choose the {label}.", label=name)
        return _("Choose {label}.", label=name)
    if _takes_article(label):
        return _("Enter the {label}.", label=name)
    return _("Enter {label}.", label=name)


def _not_offered(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _("Choose one of the options for “{label}”.", label=label)


def _too_long(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    most = params.get("limit_value", params.get("max", 0))
    if isinstance(field, forms.FileField):
        return _(
            "The file name is too long. Rename the file, then choose it again for “{label}”.",
            label=label,
        )
    return n_(
        "{label} must be {count} character or fewer.",
        "{label} must be {count} characters or fewer.",
        most,
        label=label,
    )


def _too_short(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return n_(
        "{label} must be {count} character or more.",
        "{label} must be {count} characters or more.",
        params["limit_value"],
        label=label,
    )


def _too_small(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    limit = params["limit_value"]
    if isinstance(field, DayField):
        return _("{label} must be {limit} or later.", label=label, limit=limit)
    return _("{label} must be {limit} or more.", label=label, limit=Number(limit, ",g"))


def _too_large(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    limit = params["limit_value"]
    if isinstance(field, DayField):
        return _("{label} must be {limit} or earlier.", label=label, limit=limit)
    return _("{label} must be {limit} or less.", label=label, limit=Number(limit, ",g"))


def _wrong_kind(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    if isinstance(field, forms.EmailField):
        return _("Enter an e-mail address such as name@example.org.")
    if isinstance(field, forms.URLField):
        return _("Enter a web address such as https://www.example.org.")
    if isinstance(field, forms.FileField):
        return _("The file for “{label}” was not received. Choose the file again.", label=label)
    if isinstance(field, forms.IntegerField):
        return _("{label} must be a whole number.", label=label)
    if isinstance(field, PICKED):
        return _not_offered(field, label, params)
    if isinstance(field, forms.UUIDField):
        return _("The entry has no valid identifier (UUID). Enter it again.")
    return _("Check “{label}”. Your entry could not be read.", label=label)


def _empty_file(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _("The file for “{label}” is empty. Choose another file.", label=label)


def _strange_sign(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _(
        "{label} contains a character that cannot be saved. Delete the text and type it again.",
        label=label,
    )


def _short_password(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _too_short(field, label, {"limit_value": params["min_length"]})


def _number_password(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _("{label} must not consist only of digits.", label=label)


def _like_the_person(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _("{label} must not resemble your name or e-mail address.", label=label)


def _not_the_same(field: forms.Field, label: str, params: Mapping[str, Any]) -> Message:
    return _("The two passwords do not match. Type the same password twice.")


Sentence = Callable[[forms.Field, str, Mapping[str, Any]], Message]
SENTENCES: Mapping[str, Sentence] = {  # by the codes of the framework
    "required": _missing,
    "invalid": _wrong_kind,
    "invalid_choice": _not_offered,
    "invalid_list": _not_offered,
    "invalid_pk_value": _not_offered,
    "list": _not_offered,
    "max_length": _too_long,
    "min_length": _too_short,
    "min_value": _too_small,
    "max_value": _too_large,
    "missing": _wrong_kind,
    "empty": _empty_file,
    "null_characters_not_allowed": _strange_sign,
    "surrogate_characters_not_allowed": _strange_sign,
    "password_entirely_numeric": _number_password,
    "password_mismatch": _not_the_same,
    "password_too_short": _short_password,
    "password_too_similar": _like_the_person,
}


def say_error(field: forms.Field, label: str, error: ValidationError) -> ValidationError:
    """Return an error in our words; what is said in them already stays as it is."""
    if isinstance(error.message, Message):
        return error
    # A sentence that is no message is the framework's, or what a method says as it stands.
    sentence = SENTENCES.get(error.code or "")
    if sentence is None:
        return error
    return ValidationError(sentence(field, label, error.params or {}), error.code)


class FieldErrors(forms.BaseForm):
    """What every form of the house does: its errors are said in our words.

    nouns : what a field is called within a sentence, where its label is no noun (by when: deadline)
    sometimes : fields without which a form is refused only in certain cases, as their help says
    """

    nouns: Mapping[str, Message] = {}
    sometimes: tuple[str, ...] = ()

    def noun_of(self, name: str) -> str:
        """Return what a field is called within a sentence."""
        return self.nouns.get(name) or str(self[name].label)

    def add_error(self, field: str | None, error: Any) -> None:
        """Note what is wrong with a field, or with the whole form where none is named."""
        if not isinstance(error, ValidationError):
            error = ValidationError(error)
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(None if name == NON_FIELD_ERRORS else name, errors)
            return
        if field is not None and field in self.fields:
            noun = self.noun_of(field)
            spoken = [say_error(self.fields[field], noun, one) for one in error.error_list]
            error = ValidationError(spoken)
        super().add_error(field, error)


class HouseForm(FieldErrors, forms.Form):
    """A form of any page."""
