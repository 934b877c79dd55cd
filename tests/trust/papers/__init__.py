"""`manage.py trust papers`: every figure on paper is the data's, no change goes unseen."""
