"""How fast a network runs: `cnndsl bench`.

`engines.py` makes of a network what runs a batch, one function an engine; `clock.py` times it; `matrix_rate.py`
measures what the device could do at best; `speed.py` puts them together, and `speed_text.py` says it to people.
"""
