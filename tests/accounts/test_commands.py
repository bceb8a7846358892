"""`trellis accounts`: an account for each role, with what it reaches."""

import argparse
import socket
from datetime import date

import pytest
from django.contrib.auth.hashers import check_password
from pytest_django import Settings

from tests import builders
from trellis.accounts import queries
from trellis.accounts.actions import second_factor
from trellis.accounts.models import ProviderLink, User
from trellis.accounts.providers.configured import read
from trellis.accounts.roles import ROLES
from trellis.activity.models import Event, Verb
from trellis.interfaces.commands import accounts as command
from trellis.interfaces.commands import serve
from trellis.problem import Refusal

pytestmark = pytest.mark.django_db


def args(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(given)


def test_one_account_is_made_for_each_role_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    builders.screened()
    assert command.run(args("--authority", "801")) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == len(ROLES) + 1
    assert User.objects.count() == len(ROLES)
    line = next(line for line in printed if "headteacher@801.example" in line)
    user = User.objects.get(email="headteacher@801.example")
    assert any(check_password(word, user.password) for word in line.split())
    assert "Beech Lane Primary School" in line


def test_the_table_says_which_schools_each_role_opens() -> None:
    builders.screened()
    reaches = {s.role: s.reaches for s in command.for_each_role(authority="801", today=date(2026, 11, 20))}
    assert reaches["Principal Adviser"] == "all 5 open schools of Severnshire"
    assert (
        reaches["Senior Adviser Primary"]
        == "4 primary, all-through, special and alternative schools of Severnshire"
    )
    assert reaches["Headteacher"] == "Beech Lane Primary School"
    assert reaches["Executive Member"] == "counts, and no school by name"
    assert reaches["Administrator"] == "no school"


def test_run_again_it_refuses_and_changes_no_password() -> None:
    builders.screened()
    command.for_each_role(authority="801", today=date(2026, 11, 20))
    before = dict(User.objects.values_list("email", "password"))
    with pytest.raises(command.CannotMakeAccounts, match="--reset-password"):
        command.run(args("--authority", "801"))
    assert dict(User.objects.values_list("email", "password")) == before


def test_a_person_who_is_there_is_given_another_role_and_keeps_the_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    builders.screened()
    user = builders.person("pa")
    given = ("--authority", "801", "--role", "auditor", "--email", user.email, "--name", "Esther")
    command.run(args(*given))
    assert command.UNCHANGED in capsys.readouterr().out
    user.refresh_from_db()
    assert user.check_password(builders.PASSWORD)
    assert set(user.posts.values_list("role", flat=True)) == {"pa", "auditor"}
    with pytest.raises(command.CannotMakeAccounts, match="--reset-password"):
        command.run(args(*given, "--password", "another-password-7"))


def test_accounts_posts_and_new_passwords_leave_a_record_and_what_changes_nothing_leaves_none() -> None:
    builders.screened()
    verbs = (Verb.ACCOUNT_OPENED, Verb.PASSWORD_RESET, Verb.POST_GIVEN)
    given = ("--authority", "801", "--role", "headteacher", "--urn", str(builders.BEECH))
    given += ("--email", "karen@example.org", "--name", "Karen")
    recorded = []
    for more in ((), (), ("--reset-password",)):
        before = Event.objects.filter(verb__in=verbs).count()
        command.run(args(*given, *more))
        added = Event.objects.filter(verb__in=verbs).order_by("id")[before:]
        recorded.append([(event.verb, event.authority_code, event.urn, event.subject) for event in added])
    opened, repeated, reset = recorded
    assert opened == [
        (Verb.ACCOUNT_OPENED, "801", None, "karen@example.org"),
        (Verb.POST_GIVEN, "801", builders.BEECH, "karen@example.org: Headteacher"),
    ]
    assert repeated == []
    assert reset == [(Verb.PASSWORD_RESET, "801", None, "karen@example.org")]


def test_a_school_of_another_authority_is_refused() -> None:
    builders.screened()
    builders.screened(authority="802")
    with pytest.raises(command.CannotMakeAccounts, match="900101"):
        command.run(
            args(
                *("--authority", "801", "--role", "headteacher", "--email", "h@example.org"),
                *("--name", "Hari", "--urn", str(builders.OTHER)),
            )
        )
    assert not User.objects.exists()


def test_before_a_screening_a_person_is_told_that_no_school_is_known(
    capsys: pytest.CaptureFixture[str],
) -> None:
    command.run(
        args("--authority", "803", "--role", "data_officer", "--email", "d@x.example", "--name", "Dee")
    )
    assert "no school yet" in capsys.readouterr().out


def test_reset_the_accounts_stay_and_the_passwords_are_new() -> None:
    builders.screened()
    first = command.for_each_role(authority="801", today=date(2026, 11, 20))
    second = command.for_each_role(authority="801", today=date(2026, 11, 21), reset_password=True)
    assert User.objects.count() == len(ROLES)
    assert {s.email for s in first} == {s.email for s in second}
    assert all(a.password != b.password for a, b in zip(first, second, strict=True))


def test_one_person_is_given_a_post(capsys: pytest.CaptureFixture[str]) -> None:
    builders.screened()
    command.run(
        args(
            *("--authority", "801", "--role", "headteacher", "--email", "h@example.org"),
            *("--name", "Hari", "--urn", str(builders.BEECH), "--password", builders.PASSWORD),
        )
    )
    assert builders.PASSWORD in capsys.readouterr().out
    assert User.objects.get().posts.get().urn == builders.BEECH


def test_before_any_school_is_known_it_says_what_to_do() -> None:
    with pytest.raises(command.CannotMakeAccounts, match="run a screening first"):
        command.run(args("--authority", "801"))


def test_a_role_needs_a_person() -> None:
    with pytest.raises(command.CannotMakeAccounts, match="--email and --name"):
        command.run(args("--authority", "801", "--role", "pa"))


def test_serving_beyond_this_machine_asks_for_the_names_people_will_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TRELLIS_HOSTS", raising=False)
    with pytest.raises(serve.CannotServe, match="TRELLIS_HOSTS"):
        serve.run(argparse.Namespace(host="0.0.0.0", port=8000, workers=1))


def test_serving_on_a_port_that_is_taken_says_which_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(serve.CannotServe, match=f"--port {port + 1}"):
            serve.run(argparse.Namespace(host="127.0.0.1", port=port, workers=1))


# How one person signs in


@pytest.fixture
def alice() -> User:
    return builders.person("pa", name="Alice", email="alice@example.org")


def test_a_second_factor_that_was_lost_is_reset_with_an_event(
    alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    builders.authenticator_app(alice)
    second_factor.make_codes(user=alice, at=builders.AT)
    assert command.run(args("--email", " Alice@Example.org ", "--reset-second-factor")) == 0
    assert queries.held_by(alice).factors == ()
    assert not alice.recovery_codes.exists()
    event = Event.objects.get(verb=Verb.SECOND_FACTOR_RESET)
    assert (event.by, event.subject) == (None, "alice@example.org")
    assert "alice@example.org had 1 second factor, and has none now." in capsys.readouterr().out
    assert str(event) == "Trellis reset the second factor of alice@example.org"


def test_an_account_is_set_to_sign_in_by_a_provider_only_and_back(alice: User) -> None:
    for option, only in (("--provider-only", True), ("--password-too", False)):
        assert command.run(args("--email", alice.email, option)) == 0
        alice.refresh_from_db()
        assert alice.by_provider_only is only
    assert Event.objects.filter(verb=Verb.PROVIDER_LINKED).count() == 2


def test_an_account_is_linked_to_a_subject_by_hand_and_unlinked(alice: User, settings: Settings) -> None:
    given = {"ISSUER": "https://issuer.example:443/", "CLIENT_ID": "id", "CLIENT_SECRET": "s"}
    settings.PROVIDERS = read(
        {"TRELLIS_OIDC": "hall", **{f"TRELLIS_OIDC_HALL_{part}": text for part, text in given.items()}}
    )
    link = ("--email", alice.email, "--link", "hall", "--subject", "alice-1")
    assert command.run(args(*link)) == 0
    assert command.run(args(*link[:-1], "alice-2")) == 0
    held = ProviderLink.objects.get()
    assert (held.user, held.issuer, held.subject) == (alice, "https://issuer.example", "alice-2")
    bob = builders.person("sitl", name="Bob")
    with pytest.raises(Refusal, match="another account"):
        command.run(args("--email", bob.email, "--link", "hall", "--subject", "alice-2"))
    assert command.run(args("--email", alice.email, "--unlink", "hall")) == 0
    assert not ProviderLink.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--reset-second-factor",), "with --email"),
        (("--email", "nobody@example.org", "--provider-only"), "no account with the address"),
        (("--email", "alice@example.org", "--link", "hall", "--subject", "x"), "There is: none"),
        ((), "--authority"),
    ],
)
def test_a_change_that_is_not_said_in_full_is_refused(alice: User, given: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        command.run(args(*given))
    assert not Event.objects.exists()
