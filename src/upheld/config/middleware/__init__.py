"""The middleware of the web application.

In this order: `observing` gives each request an id and counts it, `headers` tells browsers what a page may do, `bounds`
refuses what is too big, too slow or broken and makes streamed responses whole, and, after the session, `reader` finds
out who asks and enters their scope, language and zone; `guard` asks the view whom it is for. `pages` is what the API
passes by.
"""

from upheld.config.middleware.bounds import BoundsMiddleware, FormsMiddleware
from upheld.config.middleware.guard import GuardMiddleware
from upheld.config.middleware.headers import HeadersMiddleware
from upheld.config.middleware.observing import ObservingMiddleware
from upheld.config.middleware.pages import PageForms, PageMessages, PageSessions
from upheld.config.middleware.reader import ReaderMiddleware

__all__ = [
    "BoundsMiddleware",
    "FormsMiddleware",
    "GuardMiddleware",
    "HeadersMiddleware",
    "ObservingMiddleware",
    "PageForms",
    "PageMessages",
    "PageSessions",
    "ReaderMiddleware",
]
