"""The REST API: one function, one module of routes per resource.

Importing this package is the function's cold start, so two habits of the interpreter are changed
before anything else is loaded.
"""

import gc
import os

# A start makes 150,000 objects that stay: looking for garbage among them takes a tenth of its time.
gc.set_threshold(300_000)
# pydantic looks for plug-ins in the metadata of every installed package; we use none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
