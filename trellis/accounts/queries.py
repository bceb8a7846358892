"""Reads about how somebody signs in."""

from dataclasses import dataclass

from trellis.accounts.models import Kind, ProviderLink, RecoveryCode, SecondFactor, User


@dataclass(frozen=True, kw_only=True)
class Held:
    """The second factors of one person, the newest use first, and how many recovery codes are left."""

    factors: tuple[SecondFactor, ...]
    codes_left: int

    @property
    def apps(self) -> tuple[SecondFactor, ...]:
        return tuple(factor for factor in self.factors if factor.kind == Kind.APP)

    @property
    def keys(self) -> tuple[SecondFactor, ...]:
        return tuple(factor for factor in self.factors if factor.kind == Kind.KEY)

    @property
    def preferred(self) -> str:
        """The kind of the factor that was used last, or else added first."""
        used = [factor for factor in self.factors if factor.last_used_at]
        latest = max(used, key=lambda factor: factor.last_used_at, default=None)  # type: ignore[arg-type,return-value]
        return str((latest or self.factors[0]).kind)


def held_by(user: User) -> Held:
    """Return the second factors of a person. This will make two queries, or one where there is none."""
    factors = tuple(SecondFactor.objects.filter(user=user))
    left = RecoveryCode.objects.filter(user=user, used_at=None).count() if factors else 0
    return Held(factors=factors, codes_left=left)


def has_second_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def factor_of(user: User, number: int) -> SecondFactor | None:
    """Return one second factor of this person; somebody else's is as good as none."""
    return SecondFactor.objects.filter(user=user, pk=number).first()


def links_of(user: User) -> tuple[ProviderLink, ...]:
    """The providers that the account is linked to."""
    return tuple(ProviderLink.objects.filter(user=user).order_by("linked_at"))


def account(pk: int) -> User | None:
    """Return an account that may sign in."""
    return User.objects.filter(pk=pk, is_active=True).first()
