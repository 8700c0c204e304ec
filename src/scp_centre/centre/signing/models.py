"""Keys and the credentials signed with them."""

from django.db import models


class SigningKey(models.Model):
    """A key of the centre. Its secret half is sealed with the key of the installation.

    retired : no longer signs; what it signed stays good    withdrawn : nothing it signed is good
    """

    multikey = models.CharField(max_length=60, unique=True)
    sealed = models.TextField()
    made = models.DateTimeField(auto_now_add=True)
    retired = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made", "pk"]

    def __str__(self) -> str:
        return self.multikey


class Credential(models.Model):
    """Something that the centre signed. content : as it was handed out, with its proof

    kind : what it is for, as certificate    about : which thing of a role it came of
    imprint : of the content, made when it was signed; of older ones when it was first verified
        (imprints.py)
    place : in the status lists    suspended : since when it does not hold, until that is lifted
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=60, db_index=True)
    holder = models.CharField(max_length=150)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    imprint = models.CharField(max_length=64, blank=True, default="")
    place = models.PositiveIntegerField(unique=True)
    issued = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True)
    suspended = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-issued"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=models.Q(revoked__isnull=True),
                name="one_standing_credential_about_a_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.holder}"
