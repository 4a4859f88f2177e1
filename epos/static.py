"""Static files with hashed names, so that browsers keep them forever and never mix versions."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Hashes also follow the imports between our JavaScript modules."""

    support_js_module_import_aggregation = True
