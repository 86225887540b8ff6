"""One colour a label for displaCy: those of our own pages in daylight (`templates/base.css`)."""

COLORS = {
    "PARK": "#23864c",
    "COMPANY": "#2b62cf",
    "OFFICIAL": "#7b48bd",
    "EXECUTIVE": "#b8407f",
    "MONEY": "#c63c2f",
    "CAPACITY": "#a06f00",
    "LOCATION": "#127a86",
}
TINT = "33"  # opacity of a background under text, the last two digits of a colour
