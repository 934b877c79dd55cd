"""A worker that takes in sheets, as its own process: a test kills it in the middle."""

import django

if __name__ == "__main__":
    django.setup()
    from catalog.importing import services

    while services.take_in_sheets():
        pass
