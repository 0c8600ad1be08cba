"""How static files are kept for delivery."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Compressed, under names that hold their digest, also in the imports between our modules."""

    support_js_module_import_aggregation = True
