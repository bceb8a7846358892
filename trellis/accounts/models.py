"""An account, how its holder proves who they are, and the posts they hold at an authority or a school."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from trellis.accounts.roles import ROLES, Role


class UserManager(BaseUserManager["User"]):
    """Makes accounts, which are known by their e-mail address."""

    def create_user(self, *, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account. Without a password it cannot sign in until one is set."""
        user = self.model(email=spelled(email), name=name, **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=spelled(username or ""))


def spelled(email: str) -> str:
    """The one spelling under which an email address is kept and looked up."""
    return email.strip().lower()


class User(AbstractBaseUser):
    """A person who signs in, by email address."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=200)
    is_active = models.BooleanField("may sign in", default=True)
    password_is_told = models.BooleanField("has a password that somebody else knows too", default=False)
    by_provider_only = models.BooleanField("signs in by a provider only, never by password", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_small_letters"),
        )

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    """The words in which posts are asked for."""

    def held_on(self, day: date) -> "PostQuerySet":
        """The posts held on this day: begun, not yet ended, and taken up by their holder where that is waited for."""
        return self.filter(from_date__lte=day, code="").filter(
            models.Q(to_date__isnull=True) | models.Q(to_date__gte=day)
        )


class Post(models.Model):
    """A role that somebody holds at an authority, or at one school of it, between two dates.

    The authority is its three-digit code and the school its URN: accounts stand to the right of schools. A post with a
    `code` waits: an authority that gives a post to somebody whose account another opened knows neither who opened it nor
    who signs in to it, so it tells the holder a code itself, and the post opens nothing until it is entered.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(role.id, role.name) for role in ROLES.values()])
    authority_code = models.CharField(max_length=3)
    urn = models.PositiveIntegerField("school", null=True, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)
    code = models.CharField(
        "hash of the code that the holder takes the post up with", max_length=128, blank=True
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("role", "urn", "id")
        indexes = (models.Index(fields=["user", "from_date"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_date__isnull=True) | models.Q(to_date__gte=models.F("from_date")),
                name="post_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(ROLES)),
                name="post_has_a_known_role",
            ),
            models.CheckConstraint(
                condition=models.Q(urn__isnull=False)
                | ~models.Q(role__in=sorted(r.id for r in ROLES.values() if r.at_school)),
                name="school_post_names_its_school",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role_held.name} at {'a school' if self.urn else 'the authority'}"

    @property
    def role_held(self) -> Role:
        return ROLES[self.role]


class Kind(models.TextChoices):
    """What a second factor is."""

    APP = "app", "authenticator app"
    KEY = "key", "security key or passkey"


class SecondFactor(models.Model):
    """An authenticator app or a security key of somebody's. What was removed is gone; the record of it is an event.

    An app has a secret, encrypted, and the last time step whose code was used. A key has its public half, which is no
    secret, and the count of its signatures.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="second_factors")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    secret = models.TextField("encrypted secret of an app", blank=True)
    last_step = models.BigIntegerField("time step of the last code used", default=0)
    credential = models.CharField("credential id of a key", max_length=1400, null=True, unique=True)
    public = models.TextField("credential data of a key", blank=True)
    signatures = models.BigIntegerField("signature count of a key", default=0)

    class Meta:
        ordering = ("added_at", "id")
        constraints = (
            models.UniqueConstraint("user", Lower("name"), name="second_factors_have_names_of_their_own"),
            models.CheckConstraint(
                condition=(
                    models.Q(kind=Kind.APP, credential__isnull=True) & ~models.Q(secret="")
                    | models.Q(kind=Kind.KEY, credential__isnull=False, secret="") & ~models.Q(public="")
                ),
                name="second_factor_has_what_its_kind_needs",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} “{self.name}”"


class RecoveryCode(models.Model):
    """A code for the day on which the app or the key is not at hand. Only a digest of it is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_codes_are_different"),
        )

    def __str__(self) -> str:
        return "a recovery code"


class WrongCode(models.Model):
    """A second factor that was not right, from wherever it was tried. They are counted and, after a right one, dropped."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wrong_codes")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["user", "at"]),)

    def __str__(self) -> str:
        return f"a wrong code at {self.at}"


class ProviderLink(models.Model):
    """Who an account is at a sign-in provider: the subject that its issuer never gives to anybody else."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="provider_links")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_account_per_subject"),
            models.UniqueConstraint(fields=["user", "issuer"], name="one_subject_per_account_and_issuer"),
        )

    def __str__(self) -> str:
        return f"{self.user} at {self.issuer}"
