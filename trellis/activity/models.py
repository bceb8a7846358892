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
    TERMS_SET = "terms_set", "set the dates of terms"
    INTEREST_DECLARED = "interest_declared", "declared an interest in"
    INTEREST_ENDED = "interest_ended", "ended an interest in"
    RESTRICTED_READ = "restricted_read", "read restricted material about"
    SELF_EVALUATION_WRITTEN = "self_evaluation_written", "wrote the self-evaluation of"
    SELF_EVALUATION_COMMENTED = "self_evaluation_commented", "commented on the self-evaluation of"
    JUDGEMENT_RECORDED = "judgement_recorded", "recorded a judgement of"
    JUDGEMENT_ANSWERED = "judgement_answered", "answered a judgement of"
    CONTEXT_RECORDED = "context_recorded", "recorded a circumstance of"
    INTELLIGENCE_LOGGED = "intelligence_logged", "logged soft intelligence about"
    INTELLIGENCE_REVIEWED = "intelligence_reviewed", "reviewed the soft intelligence about"
    CASE_IDENTIFIED = "case_identified", "identified as at risk"
    CASE_MOVED = "case_moved", "took a step with the case of"
    VISIT_RECORDED = "visit_recorded", "recorded a visit to"
    PLAN_WRITTEN = "plan_written", "wrote in the support plan of"
    PLAN_MOVED = "plan_moved", "took a step with the support plan of"
    PLAN_COMMENTED = "plan_commented", "commented on the support plan of"
    PROGRESS_RECORDED = "progress_recorded", "recorded progress of"
    PLAN_REVIEWED = "plan_reviewed", "reviewed the support plan of"
    DECISION_RECORDED = "decision_recorded", "recorded a decision about"
    GROUP_SET_UP = "group_set_up", "set up the task group of"
    GROUP_CHANGED = "group_changed", "changed the task group of"
    MEETING_MOVED = "meeting_moved", "took a step with a task-group meeting of"
    MEETING_RECORDED = "meeting_recorded", "recorded a task-group meeting of"
    OUTCOMES_SEEN = "outcomes_seen", "marked as seen the outcomes for"
    VISIT_MOVED = "visit_moved", "took a step with a visit to"
    NOTE_WRITTEN = "note_written", "wrote in the note of a visit to"
    INSPECTION_MOVED = "inspection_moved", "took a step with the inspection of"
    INSPECTION_EMBARGOED = "inspection_embargoed", "recorded what is under embargo about"
    NOTICE_MOVED = "notice_moved", "took a step with a warning notice to"
    CHALLENGE_MOVED = "challenge_moved", "took a step with a letter of challenge to"
    CONCERN_MOVED = "concern_moved", "took a step with a concern about"
    DOCUMENT_WRITTEN = "document_written", "wrote a document about"
    DOCUMENT_ISSUED = "document_issued", "issued a document about"
    DOCUMENT_MOVED = "document_moved", "took a step with a document about"
    PRACTICE_NOMINATED = "practice_nominated", "nominated good practice of"
    PRACTICE_WORDED = "practice_worded", "worded the good practice of"
    PRACTICE_MOVED = "practice_moved", "took a step with the good practice of"
    CONTACT_ASKED = "contact_asked", "asked for contact about the good practice of"
    CONTACT_ANSWERED = "contact_answered", "answered a request for contact of"
    PROVIDER_ENTERED = "provider_entered", "entered a provider of support"
    PROVIDER_MOVED = "provider_moved", "took a step with a provider of support"
    LEADER_DESIGNATED = "leader_designated", "designated a system leader"
    LEADER_MOVED = "leader_moved", "took a step with a system leader"
    PORTRAIT_WRITTEN = "portrait_written", "wrote a pen portrait"
    PROTOCOL_MADE = "protocol_made", "made a protocol for system leaders"
    PROTOCOL_ACCEPTED = "protocol_accepted", "accepted a protocol for system leaders"
    SUPPORT_NEEDED = "support_needed", "said what support is needed by"
    SUPPORT_MOVED = "support_moved", "took a step with the support of"
    SUPPORT_LOGGED = "support_logged", "logged support given to"
    SUPPORT_EVALUATED = "support_evaluated", "evaluated the support of"
    SERVICE_KEPT = "service_kept", "changed the catalogue of services"
    SERVICE_ORDERED = "service_ordered", "ordered a service for"
    ORDER_MOVED = "order_moved", "took a step with an order of"
    DAYS_ALLOCATED = "days_allocated", "gave adviser days to"
    CHARGES_EXPORTED = "charges_exported", "exported charges"
    VALUE_NOTED = "value_noted", "wrote a best-value note"
    RESOURCES_PLANNED = "resources_planned", "planned days and money for schools"
    BULLETIN_SENT = "bulletin_sent", "sent a bulletin to every school"
    EVENT_PLANNED = "event_planned", "planned an event"
    PLACE_BOOKED = "place_booked", "booked a place for"
    PLACE_MOVED = "place_moved", "took a step with a place booked for"
    INDUCTION_MOVED = "induction_moved", "took a step with the induction of the headteacher of"
    INDUCTION_RECORDED = "induction_recorded", "recorded in the induction of the headteacher of"
    STEWARDS_CHANGED = "stewards_changed", "changed the stewardship group"
    ENQUIRY_WRITTEN = "enquiry_written", "wrote in the enquiry library"
    NETWORK_CHANGED = "network_changed", "changed the register of networks"
    DUTY_RECORDED = "duty_recorded", "recorded evidence of a duty"
    DUTY_CHANGED = "duty_changed", "changed the register of duties"
    FEED_MADE = "feed_made", "made a private calendar address"
    NOTICES_CHOSEN = "notices_chosen", "chose how to be told what is new"


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
