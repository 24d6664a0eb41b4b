this is a project of its own
