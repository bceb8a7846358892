"""Providers as the environment names them."""

import pytest

from trellis.accounts.providers.configured import BadProvider, Email, read

TENANT = "01234567-89ab-cdef-0123-456789abcdef"
ENTRA = {
    "TRELLIS_OIDC": "entra",
    "TRELLIS_OIDC_ENTRA_TENANT": TENANT,
    "TRELLIS_OIDC_ENTRA_CLIENT_ID": "id",
    "TRELLIS_OIDC_ENTRA_CLIENT_SECRET": "secret",
}


def test_none_is_configured_unless_it_is_named() -> None:
    assert read({"TRELLIS_OIDC_ENTRA_CLIENT_ID": "id"}) == {}


def test_entra_is_the_authoritys_own_tenant_and_its_addresses_are_not_believed_by_themselves() -> None:
    entra = read(ENTRA)["entra"]
    assert entra.issuer == f"https://login.microsoftonline.com/{TENANT}/v2.0"
    assert (entra.name, entra.email, entra.asks_for_second) == ("Microsoft", Email.ENTRA, False)


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers", "contoso.onmicrosoft.com", ""])
def test_no_tenant_but_one_by_its_id_is_taken(tenant: str) -> None:
    with pytest.raises(BadProvider, match="TRELLIS_OIDC_ENTRA_TENANT"):
        read({**ENTRA, "TRELLIS_OIDC_ENTRA_TENANT": tenant})


def test_dfe_sign_in_needs_only_what_it_gave() -> None:
    dfe = read(
        {"TRELLIS_OIDC": "dfe", "TRELLIS_OIDC_DFE_CLIENT_ID": "id", "TRELLIS_OIDC_DFE_CLIENT_SECRET": "s"}
    )["dfe"]
    assert (dfe.name, dfe.issuer) == ("DfE Sign-in", "https://oidc.signin.education.gov.uk")
    assert dfe.email is Email.ALWAYS


def test_any_number_of_providers_keeps_its_order_and_a_preset_may_have_another_name() -> None:
    found = read(
        {
            **ENTRA,
            "TRELLIS_OIDC": "tryout, entra",
            "TRELLIS_OIDC_TRYOUT_PRESET": "dfe",
            "TRELLIS_OIDC_TRYOUT_ISSUER": "https://test-oidc.signin.education.gov.uk",
            "TRELLIS_OIDC_TRYOUT_NAME": "DfE Sign-in (test)",
            "TRELLIS_OIDC_TRYOUT_CLIENT_ID": "id",
            "TRELLIS_OIDC_TRYOUT_CLIENT_SECRET": "s",
            "TRELLIS_OIDC_TRYOUT_SECOND_FACTOR": "trellis",
        }
    )
    assert list(found) == ["tryout", "entra"]
    assert found["tryout"].name == "DfE Sign-in (test)"
    assert found["tryout"].asks_for_second


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"TRELLIS_OIDC": "en-tra"}, "small letters"),
        ({"TRELLIS_OIDC": "entra,entra"}, "twice"),
        ({"TRELLIS_OIDC_ENTRA_PRESET": "google"}, "TRELLIS_OIDC_ENTRA_PRESET"),
        ({"TRELLIS_OIDC_ENTRA_CLIENT_ID": ""}, "TRELLIS_OIDC_ENTRA_CLIENT_ID"),
        ({"TRELLIS_OIDC_ENTRA_CLIENT_SECRET": " "}, "TRELLIS_OIDC_ENTRA_CLIENT_SECRET"),
        ({"TRELLIS_OIDC_ENTRA_ISSUER": "http://issuer.example"}, "starts with https://"),
        ({"TRELLIS_OIDC_ENTRA_EMAIL": "yes"}, "claim or entra or always"),
        ({"TRELLIS_OIDC_ENTRA_SECOND_FACTOR": "no"}, "provider or trellis"),
        ({"TRELLIS_OIDC_ENTRA_CLIENT_AUTH": "jwt"}, "basic or post"),
    ],
)
def test_what_could_not_work_is_refused_by_the_name_of_the_variable(
    change: dict[str, str], said: str
) -> None:
    with pytest.raises(BadProvider, match=said):
        read(ENTRA | change)
