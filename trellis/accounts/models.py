"""An account, and the posts a person holds at an authority or a school."""

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
        """The posts held on this day: begun, and not yet ended."""
        return self.filter(from_date__lte=day).filter(
            models.Q(to_date__isnull=True) | models.Q(to_date__gte=day)
        )


class Post(models.Model):
    """A role that somebody holds at an authority, or at one school of it, between two dates.

    The authority is its three-digit code and the school its URN: accounts stand to the right of schools.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=[(role.id, role.name) for role in ROLES.values()])
    authority_code = models.CharField(max_length=3)
    urn = models.PositiveIntegerField("school", null=True, blank=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

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
