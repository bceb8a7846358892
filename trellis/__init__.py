"""Trellis: how an English local authority runs its school improvement service."""
