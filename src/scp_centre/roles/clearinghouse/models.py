"""Nouns of the clearinghouse."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from scp_centre.centre.followed_rows import FollowedManager
from scp_centre.centre.translation.fields import MessageField, MessageJSONField, WordField
from scp_centre.methods.messages import _


class Standing(models.TextChoices):
    SUGGESTED = "suggested", _("suggested")
    HARVESTED = "harvested", _("harvested")
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


REASONS = {  # why an item is retired without an editor's own words
    "consent": _("The company withdrew its consent."),
    "origin": _("Withdrawn by the source collection."),
}


class Cost(models.TextChoices):
    NONE = "none", _("none")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")


class Source(models.Model):
    """Where items come from: another centre, a feed, a file.

    kind : oai, feed    state : where a harvest stands (resumption token, last datestamp)
    mapping : heading of a column -> field, kept for the next file of the same shape
    import_choices : what was chosen with it: type of rows without one, and the two ticks
    """

    title = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12)
    address = models.URLField(max_length=1000, blank=True)
    set_spec = models.CharField(max_length=200, blank=True)
    every_days = models.PositiveIntegerField(default=0)
    publish_at_once = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)
    import_choices = models.JSONField(default=dict)
    state = MessageJSONField(default=dict)
    last_run = models.DateTimeField(null=True)
    last_said = MessageField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """Something worth knowing. What it says stands in its texts, one for each language.

    topics, technologies, sectors, option_kinds, roles, countries : codes of the vocabularies
    details : the few fields of its type    origin : what it was called where it came from
    stamp : when it last changed for those who harvest; a withdrawal is a change
    evidence : pk of observations that its figures are
    suggested_in : language of the page that it was suggested on
    told : when who suggested it was told what became of it
    brought_at : when it was brought to the companies that it fits
    heard : what its source said last, as a revision    unsettled : of it, what was changed here too
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=20)
    standing = WordField(
        max_length=10, choices=Standing.choices, default=Standing.DRAFT, db_index=True
    )
    language = models.CharField(max_length=8, default="en")
    year = models.PositiveIntegerField(null=True)
    topics = models.JSONField(default=list)
    technologies = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    option_kinds = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    countries = models.JSONField(default=list)
    cost = WordField(max_length=6, choices=Cost.choices, blank=True)
    address = models.URLField(max_length=1000, blank=True)
    doi = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(max_length=300, blank=True)
    authors = models.JSONField(default=list)
    licence = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="items")
    origin = models.CharField(max_length=500, blank=True)
    origin_address = models.URLField(max_length=1000, blank=True)
    heard = models.JSONField(default=dict)
    unsettled = models.JSONField(default=dict)
    company = models.ForeignKey(
        "registry.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    evidence = models.JSONField(default=list)
    is_sample = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    suggested_by = models.CharField(max_length=300, blank=True)
    suggested_in = models.CharField(max_length=8, blank=True)
    told = models.DateTimeField(null=True)
    brought_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    reason = WordField(max_length=500, blank=True, words=[(one, one) for one in REASONS.values()])
    address_key = models.CharField(max_length=64, blank=True, db_index=True)
    link_state = models.CharField(max_length=12, blank=True)
    link_said = MessageField(blank=True)
    link_checked = models.DateTimeField(null=True)
    link_failures = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    published = models.DateTimeField(null=True)
    stamp = models.DateTimeField(db_index=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["-published", "-pk"]
        indexes = [
            models.Index(
                fields=["stamp", "id"],
                condition=Q(published__isnull=False),
                name="items_to_harvest",
            ),
            models.Index(fields=["doi"], name="items_by_doi"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "origin"],
                condition=~Q(origin="") & Q(source__isnull=False),
                name="one_item_of_an_origin",
            ),
            models.CheckConstraint(
                condition=Q(origin="") | Q(source__isnull=False), name="an_origin_has_its_source"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def original(self) -> "Text | None":
        texts = list(self.texts.all())
        own = [t for t in texts if t.language == self.language]
        return next(iter(own or texts), None)

    @property
    def title(self) -> str:
        return self.original.title if self.original else str(self.key)

    @property
    def is_public(self) -> bool:
        return bool(self.standing == Standing.PUBLISHED)


class Tag(models.Model):
    """A code that an item has, for those who harvest a part of the collection."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="tags")
    scheme = models.CharField(max_length=12)
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "scheme", "code"], name="one_tag_of_a_code"),
        ]
        indexes = [models.Index(fields=["scheme", "code", "item"], name="items_of_a_code")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.code}"


class Text(models.Model):
    """What an item says in one language."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    for_whom = models.CharField(max_length=500, blank=True)
    saving = models.CharField(max_length=500, blank=True)
    cost = models.CharField(max_length=500, blank=True)
    proven = models.CharField(max_length=500, blank=True)

    objects = FollowedManager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="one_text_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Revision(models.Model):
    """An item as it stood, whole, when somebody had changed it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_revision_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.item}, {self.number}"


class Question(models.Model):
    """What an editor asks who suggested an item, and the answer.

    secret : of the link that answers it; sent by e-mail only
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    secret = models.CharField(max_length=64, unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(blank=True)
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked", "pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.text}"


class Need(models.Model):
    """What a company loses most, so that a new item can find it.

    version : of what it was read from    losses : the dearest first, each with what it is
    wanted : whether new items shall be brought
    """

    organisation = models.OneToOneField(
        "registry.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    version = models.CharField(max_length=64, blank=True)
    losses = models.JSONField(default=list)
    wanted = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.organisation}, {self.version}"


class Brought(models.Model):
    """An item that came to a company by itself, and the loss that it is for.

    loss : as in Need    dismissed : when the company said that it is not for them
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="brought")
    organisation = models.ForeignKey(
        "registry.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    loss = models.JSONField()
    brought = models.DateTimeField(auto_now_add=True)
    dismissed = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-brought", "-pk"]
        verbose_name_plural = "brought"
        constraints = [
            models.UniqueConstraint(fields=["item", "organisation"], name="brought_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} to {self.organisation}"


class Entry(models.Model):
    """What the search holds of a published item; every change has a new sequence.

    keys, counts : terms with their weighted counts, arrays of 8-byte and 4-byte numbers
    facets : facet -> codes    vector : of the sentence model, 2-byte numbers, where it is used
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="entry")
    sequence = models.BigIntegerField(db_index=True)
    keys = models.BinaryField()
    counts = models.BinaryField()
    length = models.FloatField()
    facets = models.JSONField(default=dict)
    vector = models.BinaryField(null=True)
    gone = models.BooleanField(default=False)

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.item_id} at {self.sequence}"


class Counter(models.Model):
    """Counts the changes of the search, one at a time, so that no reader misses one.

    token : of this row; another one tells a reader that all it knows is of another database
    """

    name = models.CharField(max_length=20, unique=True)
    value = models.BigIntegerField(default=0)
    token = models.UUIDField(default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


class Spelling(models.Model):
    """A word that stands in a published item, for those who write it otherwise."""

    word = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class Synonyms(models.Model):
    """Words that mean the same, kept by the editor, divided by commas."""

    language = models.CharField(max_length=8, default="en")
    words = models.CharField(max_length=500)

    class Meta:
        ordering = ["language", "words"]
        verbose_name_plural = "synonyms"

    def __str__(self) -> str:
        return self.words


class Asked(models.Model):
    """What people searched for on a day, and how much they found; nobody is named."""

    day = models.DateField()
    text = models.CharField(max_length=200)
    language = models.CharField(max_length=8)
    times = models.PositiveIntegerField(default=1)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "-times"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "text", "language"], name="one_row_a_question_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.times}"


class Frequency(models.TextChoices):
    AT_ONCE = "at once", _("at once")
    WEEKLY = "weekly", _("weekly")
    MONTHLY = "monthly", _("monthly")


class Follower(models.Model):
    """Somebody who asked to be told of new items by e-mail.

    criteria : the search that is followed, as the address of the page writes it
    secret : of the link that confirms and ends it; sent by e-mail only
    """

    email = models.EmailField()
    language = models.CharField(max_length=8, default="en")
    criteria = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=300)
    frequency = WordField(max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY)
    secret = models.CharField(max_length=64, unique=True)
    confirmed = models.DateTimeField(null=True)
    last_sent = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created"]
        constraints = [
            models.UniqueConstraint(fields=["email", "criteria"], name="followed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.title}"


class Newsletter(models.Model):
    """A letter that an editor composes of items.

    entries : [item pk, what the editor says of it] in their order
    """

    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    opening = models.TextField(blank=True)
    entries = models.JSONField(default=list)
    sent = models.DateTimeField(null=True)
    sent_to = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.title
