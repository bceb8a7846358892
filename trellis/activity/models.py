"""One event: who did what, when, to which school of which authority; and the seals over what is append-only."""

from django.db import models

from trellis.accounts.models import User
from trellis.activity.append_only import AppendOnly, AppendOnlyQuerySet


class Verb(models.TextChoices):
    """What happened."""

    SIGNED_IN = "signed_in", "signed in"
    SIGNED_OUT = "signed_out", "signed out"
    PASSWORD_CHANGED = "password_changed", "changed their password"
    PASSWORD_RESET = "password_reset", "gave a new password to"
    ACCOUNT_OPENED = "account_opened", "made an account for"
    POST_GIVEN = "post_given", "gave a role to"
    LOOKED = "looked", "looked at"
    EXPORTED = "exported", "exported"
    SCHOOLS_SYNCED = "schools_synced", "brought the list of schools up to date"
    SCREENING_RUN = "screening_run", "ran a screening"
    PACK_IN_FORCE = "pack_in_force", "put a framework pack in force"
    PACK_DRAFTED = "pack_drafted", "kept a draft pack"
    PACK_PROPOSED = "pack_proposed", "proposed a draft pack"
    NEED_MARKED = "need_marked", "said how a need of the area is met"
    SET_CHOSEN = "set_chosen", "chose schools to compare with"
    UPLOADED = "uploaded", "uploaded"
    IMPORTED = "imported", "imported"
    IMPORT_UNDONE = "import_undone", "took back the import of"
    FETCHED = "fetched", "fetched"
    LEVEL_PROPOSED = "level_proposed", "proposed a level for"
    LEVEL_MOVED = "level_moved", "took a step with the level of"
    LEVEL_ANSWERED = "level_answered", "answered about the level of"
    VALUE_CHALLENGED = "value_challenged", "challenged a value of"
    REGISTER_FROZEN = "register_frozen", "froze an edition of the register"
    SECOND_FACTOR_ADDED = "second_factor_added", "set up a second factor"
    SECOND_FACTOR_REMOVED = "second_factor_removed", "removed a second factor"
    SECOND_FACTOR_RESET = "second_factor_reset", "reset the second factor of"
    PROVIDER_LINKED = "provider_linked", "linked a sign-in provider for"


class Event(AppendOnly):
    """One thing that somebody did. `by` is empty for what the service did by itself."""

    verb = models.CharField(max_length=30, choices=Verb.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    authority_code = models.CharField(max_length=3, blank=True)
    urn = models.PositiveIntegerField(null=True)
    subject = models.CharField(max_length=200, blank=True)

    objects = AppendOnlyQuerySet["Event"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["urn", "-at"]), models.Index(fields=["by", "-at"]))

    def __str__(self) -> str:
        return f"{self.by or 'Trellis'} {self.get_verb_display()} {self.subject or self.urn or ''}".strip()


class Seal(AppendOnly):
    """A digest over a stretch of one append-only table, chained to the seal before it. See `sealing`."""

    number = models.PositiveIntegerField(unique=True)
    table = models.CharField(max_length=80)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    keys = models.JSONField("primary keys covered, as ranges")
    fields = models.JSONField("columns covered")
    rows = models.PositiveIntegerField()
    marks = models.TextField("the beginning of each row's digest, in order")
    digest = models.CharField("SHA-256 of the rows", max_length=64)
    previous = models.CharField("the chain before", max_length=64)
    chain = models.CharField("SHA-256 of this seal and all before it", max_length=64)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet["Seal"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("number",)
        indexes = (models.Index(fields=["table", "-last"]),)

    def __str__(self) -> str:
        return f"Seal {self.number}"
