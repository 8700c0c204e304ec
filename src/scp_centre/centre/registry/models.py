"""Organisations, sites, people and memberships: the nouns that every role shares."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from scp_centre.centre.translation.fields import WordField
from scp_centre.methods.messages import _


def digest(secret: str) -> str:
    """Return what is kept of the secret part of a link or token."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Sector(models.TextChoices):
    FOOD = "food and beverage", _("food and beverage")
    TEXTILES = "textiles and leather", _("textiles and leather")
    METAL = "metal finishing and foundry", _("metal finishing and foundry")
    CHEMICALS = "chemicals", _("chemicals")
    BUILDING = "building materials", _("building materials")
    OTHER = "other", _("other")


class Organisation(models.Model):
    """A company that the centre works with."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    sector = WordField(max_length=40, choices=Sector.choices)
    isic = models.CharField(max_length=4, blank=True)
    is_sample = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "country"], name="one_organisation_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """The centre itself: one row, written when it is set up."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=100)
    language = models.CharField(max_length=8, default="en")
    currency = models.CharField(max_length=3)
    gwp_set = models.CharField(max_length=3, default="AR6")
    electricity_factor = models.FloatField(null=True)
    electricity_factor_source = models.CharField(max_length=500, blank=True)
    # https://centre.example.org: in letters, labels and identifiers; "" while there is none.
    public_address = models.CharField(max_length=200, blank=True)
    # What was signed under them still holds.
    former_addresses = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_centre"),
            models.CheckConstraint(
                condition=Q(electricity_factor__isnull=True) | ~Q(electricity_factor_source=""),
                name="electricity_factor_with_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """What pays for assessments: a donor's project or the centre's own programme."""

    name = models.CharField(max_length=200, unique=True)
    donor = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place where an organisation produces."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["organisation__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_site_per_name")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.name}"


class People(BaseUserManager["Person"]):
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

    def get_session_auth_hash(self) -> str:
        """Return what a session must know: it changes with the password and when sessions end."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | None) -> str:
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


class Membership(models.Model):
    """A person's role: in one company, or (no organisation) in the centre."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = WordField(max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "organisation"], name="one_membership_of_a_kind"
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


class Invitation(models.Model):
    """Somebody is asked to join in a role. Of the link only a digest is kept; it serves once."""

    email = models.EmailField()
    role = WordField(max_length=20, choices=Role.choices)
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
