"""The browser of the tests itself: it would tell of an error and of a request, in a frame too."""

import base64

import pytest

pytestmark = pytest.mark.browser

BAD = {
    "error": ("<script>throw new Error('broken')</script>", "broken"),
    "logged error": ("<script>console.error('complaint')</script>", "complaint"),
    "picture": ("<img src='http://example.org/picture.png'>", "example.org"),
    "answer of a script": ("<script>fetch('https://example.org/table').catch(() => 0)</script>", "example.org"),
    "this machine": ("<script src='http://localhost:8000/script.js'></script>", "localhost"),
}

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def framed(page: str) -> str:
    return f"<iframe src='data:text/html;base64,{base64.b64encode(page.encode()).decode()}'></iframe>"


@pytest.mark.parametrize("where", [str, framed])
@pytest.mark.parametrize("fault", BAD)
def test_what_a_page_must_not_do_is_noticed(browser, tmp_path, fault, where):
    page, told = BAD[fault]
    path = tmp_path / "page.html"
    path.write_text(f"<!DOCTYPE html><p>Page</p>{where(page)}", encoding="utf-8")
    browser.open(path)
    with pytest.raises(AssertionError, match=told):
        browser.assert_quiet()


def test_a_page_that_stands_alone_is_let_pass(browser, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(f"<!DOCTYPE html><p>Page</p>{framed('<p>Frame</p>')}<img src='{DOT}'>", encoding="utf-8")
    browser.open(path)
    assert browser.find("p").text == "Page"
    browser.await_image("img", (1, 1))
    with browser.frame("iframe"):
        assert browser.find("p").text == "Frame"
    browser.assert_quiet()
