"""What the tests of this room have in common."""


def titles(page):
    return {str(row) for row in page.context["page"]}
