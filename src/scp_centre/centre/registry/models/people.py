"""People, their roles, invitations and tokens."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from scp_centre.centre.followed_rows import FollowedManager, FollowedQuerySet
from scp_centre.centre.registry.models.organisations import Organisation
from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


def digest(secret: str) -> str:
    """Return what is kept of the secret part of a link or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


class People(BaseUserManager["Person"]):
    def get_queryset(self) -> FollowedQuerySet["Person"]:
        return FollowedQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **values: object) -> "Person":
        person = self.model(email=self.normalize_email(email), **values)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who signs in, by e-mail address. There is no superuser: memberships give rights.

    sessions_ended : how often all sessions were ended; a session knows the number it began with
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0)

    objects = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def number_name(self) -> str:
        """What a log calls a person, so that a removed account leaves no name."""
        return f"person {self.pk}"

    def get_session_auth_hash(self) -> str:
        """Return what a session must know: it changes with the password and when sessions end."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        # The salt of Django's own, so that sessions begun before this number existed go on.
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        value = self.password
        if self.sessions_ended:
            value = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class AddressChange(models.Model):
    """A person wants another e-mail address, and has not confirmed yet that it is theirs.

    digest : of the secret part of the link that was sent to the new address
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="address_change")
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.person}: change of address"


class Role(models.TextChoices):
    COMPANY = "company member", _("company member")
    EXPERT = "expert", _("expert")
    REVIEWER = "reviewer", _("reviewer")
    DIRECTOR = "director", _("director")
    ADMINISTRATOR = "administrator", _("administrator")
    STATISTICIAN = "statistician", _("statistician")
    ASSOCIATION = "association member", _("association member")
    TRAINER = "trainer", _("trainer")
    ANALYST = "policy analyst", _("policy analyst")
    INFORMATION = "information officer", _("information officer")


# Kinds of staff beyond these that roles declare, as pairs of word and message; see centre/roles.
STAFF: list[tuple[str, str]] = []


class Membership(models.Model):
    """A person's role: in one company, or (no organisation) in the centre."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = WordField(max_length=20, choices=Role.choices, words=STAFF)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )

    objects = FollowedManager()

    class Meta:
        constraints = [
            # Two, since a unique constraint takes no two empty columns for the same.
            models.UniqueConstraint(
                fields=["person", "role", "organisation"],
                condition=Q(organisation__isnull=False),
                name="one_membership_in_a_company",
            ),
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(organisation__isnull=True),
                name="one_membership_in_the_centre",
            ),
            models.CheckConstraint(
                condition=Q(role="company member", organisation__isnull=False)
                | (~Q(role="company member") & Q(organisation__isnull=True)),
                name="company_members_have_a_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class Letter(models.TextChoices):
    """What became of the letter of an invitation."""

    SENT = "sent", _("sent")
    REFUSED = "refused by the mail server", _("refused by the mail server")
    NONE = "no mail server", _("no mail server")
    LIMITED = "too many e-mails", _("too many e-mails")


class Invitation(models.Model):
    """Somebody is asked to join in a role. Of the link only a digest is kept; it serves once."""

    email = models.EmailField()
    role = WordField(max_length=20, choices=Role.choices, words=STAFF)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    letter = WordField(max_length=30, choices=Letter.choices, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_on = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="company member", organisation__isnull=False)
                | (~Q(role="company member") & Q(organisation__isnull=True)),
                name="company_invitations_have_a_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"


class ApiToken(models.Model):
    """What a program signs in with on behalf of a person. Only its digest is kept.

    scopes : read, readings, compute; a token never may more than its person
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    expires = models.DateTimeField()
    created = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """The answer to a write that a program may send twice, by the key that it gave."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request = models.CharField(max_length=64)
    answer = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="one_answer_per_key"),
        ]

    def __str__(self) -> str:
        return self.key
