"""Styles and scripts as they are served: compressed beforehand, under names that change with what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Kept(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names a script that another imports by its hash too, so that browsers may keep both for good."""

    support_js_module_import_aggregation = True
