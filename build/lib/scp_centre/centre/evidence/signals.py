"""What roles may need to know at once: a company withdrew its consent."""

from django.dispatch import Signal

consent_withdrawn = Signal()  # organisation, use; sent within the transaction of the act
