"""Training: a network and a data set in, weights and an honest record out.

``run.train`` is the whole story in one function: ``setup`` builds what the first step needs, ``epochs`` trains and
keeps what came of it. They call on the rooms ``decide`` (without torch), ``data``, ``steps``, ``machine``,
``run_folder`` and ``show``.
"""
