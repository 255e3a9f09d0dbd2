"""Finding again: a text as tokens, a query as what is asked for, a hit as the words around it.

One query language for every database; nothing in here knows one.
"""
