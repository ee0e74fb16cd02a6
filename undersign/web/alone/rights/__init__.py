"""Your rights when you talk with coworkers about pay and conditions: a short page from the list of routes."""
