"""Sign-in by somebody else's account: OpenID Connect, as Microsoft Entra ID and DfE Sign-in speak it."""
