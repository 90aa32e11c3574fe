"""Files of public hosts, by https alone."""

import urllib.error
import urllib.request

# Seconds without an answer after which a host counts as unreachable; short, for machines without network.
TIMEOUT = 5
# Largest answer that is read; the largest file that is asked for has 10 MB.
_MOST_BYTES = 50_000_000


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, answer, code, message, headers, address):
        if not address.startswith("https://"):
            raise urllib.error.URLError(f"it sends on to {address}, which is not https")
        return super().redirect_request(request, answer, code, message, headers, address)


def https(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """An opener for https addresses only, through the proxies of the environment."""
    opener = urllib.request.OpenerDirector()
    usual = (urllib.request.HTTPSHandler, urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor)
    for handler in (urllib.request.ProxyHandler, *usual, urllib.request.UnknownHandler, _SafeRedirects):
        opener.add_handler(handler())
    for handler in handlers:
        opener.add_handler(handler)
    return opener


def get(address: str, opener: urllib.request.OpenerDirector | None = None) -> bytes:
    """Content of an https address. Raises OSError or HTTPException, also for a redirection to another scheme."""
    with (opener or https()).open(address, timeout=TIMEOUT) as answer:
        return answer.read(_MOST_BYTES)
