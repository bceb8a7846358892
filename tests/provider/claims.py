"""What the provider says of a person."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        return {
            "sub": request.user.username,
            "email": request.user.email,
            "email_verified": request.user.first_name != "unsure",
        }
