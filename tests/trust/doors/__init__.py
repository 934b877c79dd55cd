"""Every room has a door: a crawl per person from the list of tasks, by links, buttons and menus."""
