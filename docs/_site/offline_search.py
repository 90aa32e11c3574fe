"""Hook of MkDocs: the text of the search worker as a script, for pages that are opened from a disk.

`iframe-worker-offline.js` makes a worker of it.
"""

import json
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

SCRIPT = "_site/search_worker.js"


def on_post_build(config: MkDocsConfig) -> None:
    """Write the script beside the site's own."""
    site = Path(config.site_dir)
    (worker,) = site.glob("assets/javascripts/workers/search.*.min.js")
    text = json.dumps(worker.read_text(encoding="utf-8")).replace("</", "<\\/")
    (site / SCRIPT).write_text(f"window.searchWorker = {text}\n", encoding="utf-8")
