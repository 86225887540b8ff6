"""One colour a label, for pages and for displaCy."""

COLORS = {
    "PARK": "#2e9e4f",
    "COMPANY": "#2f6fde",
    "OFFICIAL": "#b23fb5",
    "EXECUTIVE": "#e05090",
    "MONEY": "#d9382f",
    "CAPACITY": "#d99a00",
    "LOCATION": "#1397a8",
}
TINT = "33"  # opacity of a background under text, the last two digits of a colour
