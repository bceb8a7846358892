"""Which schools somebody may see. The one place that knows; every page and endpoint asks here."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from trellis.accounts import access
from trellis.accounts.access import Access
from trellis.accounts.models import User
from trellis.accounts.roles import PHASES, Permission, Scope
from trellis.schools.models import Authority, ChosenSet, Interest, SavedList, School, Watched


def visible_to(
    user: User, *, on: date, permission: Permission = Permission.EVIDENCE_READ, held: Access | None = None
) -> QuerySet[School]:
    """Return the schools for which the user has this permission on this day.

    `held` is what `accounts.access.of` gave, where it has been asked for already. Nobody's posts reach a school
    of another authority, whatever URN the post names.
    """
    reach = Q(pk__in=[])
    for post in (held or access.of(user, on=on)).posts_with(permission):
        within = Q(authority_id=post.authority_code)
        match post.role.scope:
            case Scope.AUTHORITY:
                reach |= within
            case Scope.PRIMARY | Scope.SECONDARY:
                reach |= within & Q(phase_group__in=PHASES[post.role.scope])
            case Scope.OWN if post.urn is not None:
                reach |= within & Q(urn=post.urn)
            case _:
                pass
    return School.objects.filter(reach)


def reaches(held: Access, permission: Permission, *, school: School) -> bool:
    """Whether a school is one of those that `visible_to` gives for this permission, without asking the database."""
    for post in held.posts_with(permission):
        if post.authority_code != school.authority_id:
            continue
        match post.role.scope:
            case Scope.AUTHORITY:
                return True
            case Scope.PRIMARY | Scope.SECONDARY if school.phase_group in PHASES[post.role.scope]:
                return True
            case Scope.OWN if post.urn == school.urn:
                return True
            case _:
                pass
    return False


def authorities_of(held: Access) -> QuerySet[Authority]:
    """The authorities at which, or at a school of which, the user holds any post."""
    return Authority.objects.filter(code__in={post.authority_code for post in held.held})


def open_schools_of(authority_code: str) -> QuerySet[School]:
    """Every open school of an authority, by name: for the service itself, which nobody's posts narrow."""
    return School.objects.filter(authority_id=authority_code, is_open=True).order_by("name", "urn")


def named(schools: QuerySet[School]) -> list[tuple[int, str, str]]:
    """The URN, name and phase of each of the schools given, by name."""
    return list(schools.order_by("name", "urn").values_list("urn", "name", "phase_group"))


def just(school: School) -> QuerySet[School]:
    """One school, where several could be given."""
    return School.objects.filter(pk=school.pk)


def school_of(urn: int) -> School | None:
    """A school by its URN: for the service itself, which nobody's posts narrow."""
    return School.objects.filter(pk=urn).first()


def by_urns(urns: Iterable[int]) -> QuerySet[School]:
    """The schools with these numbers: for the service itself, which nobody's posts narrow."""
    return School.objects.filter(pk__in=list(urns))


def named_by_urn(urns: Iterable[int]) -> dict[int, str]:
    """The names of schools by their URN."""
    return dict(School.objects.filter(urn__in=list(urns)).values_list("urn", "name"))


def name_of(authority_code: str) -> str:
    """The authority's name; its code where it is not known here."""
    return (
        Authority.objects.filter(pk=authority_code).values_list("name", flat=True).first() or authority_code
    )


def is_known(authority_code: str) -> bool:
    """Whether the authority is known here, which it is from its first run on."""
    return Authority.objects.filter(pk=authority_code).exists()


def pack_of(authority_code: str) -> str:
    """The framework pack in force at the authority; "" before its first run."""
    return Authority.objects.filter(pk=authority_code).values_list("pack", flat=True).first() or ""


def packs_in_force() -> list[tuple[str, str]]:
    """Each authority that has been screened, and its pack: for the service itself, whoever asks."""
    return list(Authority.objects.exclude(pack="").order_by("code").values_list("code", "pack"))


def not_of(authority_code: str, *, urns: Iterable[int]) -> list[int]:
    """Those of the URNs that belong to no school of the authority."""
    wanted = set(urns)
    held = School.objects.filter(authority_id=authority_code, urn__in=wanted).values_list("urn", flat=True)
    return sorted(wanted - set(held))


def places_of(held: Access) -> dict[tuple[str, int | None], str]:
    """The names of the places at which posts are held, by authority code and URN (None: the authority itself)."""
    named: dict[tuple[str, int | None], str] = {(a.code, None): a.name for a in authorities_of(held)}
    urns = {post.urn for post in held.held if post.urn is not None}
    names = dict(School.objects.filter(urn__in=urns).values_list("urn", "name"))
    for post in held.held:
        if post.urn in names:
            named[post.authority_code, post.urn] = names[post.urn]
    return named


def watched_by(user: User, *, among: QuerySet[School]) -> frozenset[int]:
    """The URNs of the user's watchlist that are among these schools, which are those they may see."""
    kept = Watched.objects.filter(user=user, school__in=among)
    return frozenset(kept.values_list("school_id", flat=True))


def is_watched(school: School, *, by: User) -> bool:
    """Whether a school that the user may see is on their watchlist."""
    return Watched.objects.filter(user=by, school=school).exists()


def urns_of(schools: QuerySet[School], *, among: Iterable[int]) -> frozenset[int]:
    """Which of these URNs are of the schools given."""
    return frozenset(schools.filter(urn__in=list(among)).values_list("urn", flat=True))


def saved_lists_of(user: User, *, authority_code: str) -> list[SavedList]:
    """The lists that the user keeps of one authority, by name."""
    return list(SavedList.objects.filter(user=user, authority_id=authority_code))


# Who may choose a set: those who advise, lead or answer for a school. An auditor and the leadership team read alone.
CHOOSE_SETS = frozenset(
    {"sia", "sitl", "spa", "ssa", "pa", "data_officer", "director", "headteacher", "chair"}
)


def side_of(user: User, *, school: School, on: date, held: Access | None = None) -> str | None:
    """Return for which side the user may choose a set for a school: its own, its authority's, or None for neither."""
    every = held or access.of(user, on=on)
    may = [post for post in every.held if post.role.id in CHOOSE_SETS]
    for at_school, side in ((True, ChosenSet.Side.SCHOOL), (False, ChosenSet.Side.AUTHORITY)):
        posts = Access(tuple(post for post in may if post.role.at_school is at_school))
        if posts.held and visible_to(user, on=on, held=posts).filter(pk=school.pk).exists():
            return str(side)
    return None


def chosen_sets(school: School) -> list[ChosenSet]:
    """Every set that people have chosen for a school, newest first, with who chose it."""
    return list(ChosenSet.objects.filter(school=school).select_related("by"))


def set_of_side(sets: Iterable[ChosenSet], side: str) -> ChosenSet | None:
    """The set of one side that holds, from its sets newest first; None where there is none, or it was taken back."""
    newest = next((each for each in sets if each.side == side), None)
    return newest if newest is not None and newest.urns else None


def stands_aside(user: User, school: School, on: date, *, held: Access | None = None) -> str:
    """Say to the user why they stand aside from deciding about a school on this day; "" where they need not.

    A post at the school, at its federation or at another school of its trust is an interest without being declared.
    This will make two queries, or three.
    """
    whole = held or access.of(user, on=on)
    at = {post.urn for post in whole.held if post.role.at_school and post.urn is not None}
    if school.pk in at:
        return f"You hold a post at {school.name}, so you stand aside: somebody else decides about it."
    if at and (shared := _partner_of(school, urns=at)):
        return (
            f"You hold a post at a school of {shared}, as {school.name} is, so you stand aside: "
            "somebody else decides about it."
        )
    if interests_held(on=on).filter(user=user, school=school).exists():
        return f"You have declared an interest in {school.name}, so you stand aside: somebody else decides about it."
    return ""


def aside_from(user: User, *, on: date, held: Access | None = None) -> QuerySet[School, int]:
    """The URNs of every school about which `stands_aside` says something to the user: for what reads many at once.

    This will make one query, or two.
    """
    whole = held or access.of(user, on=on)
    at = {post.urn for post in whole.held if post.role.at_school and post.urn is not None}
    reach = Q(pk__in=at) | Q(pk__in=interests_held(on=on).filter(user=user).values("school"))
    for federation, authority, trust in School.objects.filter(urn__in=at).values_list(
        "federation_name", "authority_id", "trust_name"
    ):
        if federation:
            reach |= Q(federation_name=federation, authority_id=authority)
        if trust:
            reach |= Q(trust_name=trust)
    return School.objects.filter(reach).order_by().values_list("urn", flat=True)


def _partner_of(school: School, *, urns: Iterable[int]) -> str:
    """The federation or the trust that the school shares with one of these; "" for neither."""
    others = School.objects.filter(urn__in=list(urns))
    if school.federation_name:  # names of federations come again elsewhere: within one authority they do not
        same = others.filter(federation_name=school.federation_name, authority_id=school.authority_id)
        if same.exists():
            return school.federation_name
    if school.trust_name and others.filter(trust_name=school.trust_name).exists():
        return school.trust_name
    return ""


def interests_of(user: User) -> list[Interest]:
    """Every interest of somebody, the newest first."""
    return list(_interests().filter(user=user))


def register_of_interests(authority_code: str) -> list[Interest]:
    """Every interest in a school of an authority, the newest first."""
    return list(_interests().filter(school__authority_id=authority_code))


def interest(interest_id: int, *, authorities: Iterable[str]) -> Interest | None:
    """One interest, if it is in a school of one of these authorities."""
    return _interests().filter(pk=interest_id, school__authority_id__in=list(authorities)).first()


def _interests() -> QuerySet[Interest]:
    return Interest.objects.select_related("user", "school", "by", "ended__by")


def interests_held(*, on: date) -> QuerySet[Interest]:
    """The interests that hold on this day: begun, and not passed."""
    begun = Interest.objects.filter(from_date__lte=on)
    return begun.filter(Q(to_date__isnull=True) | Q(to_date__gte=on)).filter(
        Q(ended__isnull=True) | Q(ended__to_date__gte=on)
    )
