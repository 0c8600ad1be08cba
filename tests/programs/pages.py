"""What a list of the programs holds."""


def titles(page):
    return {str(row) for row in page.context["page"]}
