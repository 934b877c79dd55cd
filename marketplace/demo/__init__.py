"""The demo: five invented marketplaces with people, shops, goods, pictures and a year of orders.

Everything here is fictional and deterministic. Places are real, agencies carry '(contoh)'.
"""
