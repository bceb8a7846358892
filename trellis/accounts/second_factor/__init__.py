"""The second step of signing in: an authenticator app, a security key or passkey, a recovery code."""
