"""The form on which anybody checks a credential."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scp_centre.centre.field_errors import HouseForm
from scp_centre.centre.text_files import read_sent_text
from scp_centre.methods.credentials import CREDENTIAL, open_envelope
from scp_centre.methods.credentials.untp_records import is_of
from scp_centre.methods.errors import SpokenError
from scp_centre.methods.messages import _
from scp_centre.roles.recognition.presented_credential import (
    LARGEST,
    keys_of_document,
    read_document,
)

TEXT = {"rows": 6, "spellcheck": "false", "autocomplete": "off", "dir": "ltr"}
JSON = {"accept": ".json,.jsonld,.jwt,.txt,application/json,application/vc"}


class CredentialForm(HouseForm):
    """A credential as file or text, and what its issuer publishes beside it."""

    main = ("file", "text")
    file = forms.FileField(label=_("Credential file"), required=False, widget=forms.FileInput(JSON))
    text = forms.CharField(
        label=_("Or the credential text"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(TEXT),
        help_text=_("JSON, or a signed JWT that starts with eyJ."),
    )
    keys = forms.CharField(
        label=_("Issuer's keys"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(TEXT),
        help_text=_(
            "Download the DID document (did.json) from the issuer's website and paste it here."
        ),
    )
    status = forms.CharField(
        label=_("Issuer's status list"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(TEXT),
        help_text=_(
            "Download the status list from the address in the credential and paste it here."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Read each document; a fault is told at its own field."""
        data = super().clean() or self.cleaned_data
        where, sent = ("file", self._sent()) if data.get("file") else ("text", data.get("text"))
        if data.get("file") and data.get("text"):
            self.add_error(
                "text", ValidationError(_("Choose a file or paste the text, but not both."))
            )
        if not sent and not self.errors:
            self.add_error(
                "text", ValidationError(_("Choose a credential file or paste the credential text."))
            )
        data["sent"] = sent
        data["credential"] = found = self._read(where, sent)
        if found is not None and not is_of(open_envelope(found), CREDENTIAL):
            self.add_error(
                where,
                ValidationError(
                    _("This is not a verifiable credential. Ask the sender for the signed file.")
                ),
            )
        for name in ("keys", "status"):
            data[name] = self._read(name, data.get(name))
        if data["keys"] is not None and not keys_of_document(data["keys"]):
            self.add_error(
                "keys",
                ValidationError(
                    _(
                        "This document does not contain a key authorised for signing credentials. "
                        "Paste the issuer's DID document (did.json)."
                    )
                ),
            )
        return data

    def _sent(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            self.add_error(
                "file", ValidationError(_("The file is larger than 500 kB. Choose a smaller file."))
            )
            return ""
        try:
            return read_sent_text(file.read())
        except SpokenError as error:
            self.add_error("file", ValidationError(error.in_full))
            return ""

    def _read(self, name: str, text: Any) -> dict[str, Any] | None:
        if not text:
            return None
        try:
            return read_document(str(text), name)
        except SpokenError as error:
            self.add_error(name, ValidationError(error.in_full))
            return None
