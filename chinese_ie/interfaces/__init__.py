"""Where people meet the pipeline: command line, HTML, spaCy."""
